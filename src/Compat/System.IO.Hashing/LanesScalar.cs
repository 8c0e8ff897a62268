using System.Runtime.CompilerServices;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>Lanes one by one: right on any processor and in any byte order, and what the vector kinds are tested against.</summary>
internal struct LanesScalar : ILanes<LanesScalar>
{
    private Eight _lanes;

    public static LanesScalar Start()
    {
        var start = default(LanesScalar);
        (start._lanes[0], start._lanes[1], start._lanes[2], start._lanes[3]) = (Prime32_3, Prime64_1, Prime64_2, Prime64_3);
        (start._lanes[4], start._lanes[5], start._lanes[6], start._lanes[7]) = (Prime64_4, Prime32_2, Prime64_5, Prime32_1);
        return start;
    }

    public void Add(ref byte stripe, ref byte secret)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var word = Read64(ref stripe, lane * 8);
            var mixed = word ^ Read64(ref secret, lane * 8);
            _lanes[lane ^ 1] += word;
            _lanes[lane] += (uint)mixed * (mixed >> 32);
        }
    }

    public void Scramble(ref byte secret)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var value = _lanes[lane];
            _lanes[lane] = (value ^ (value >> 47) ^ Read64(ref secret, lane * 8)) * Prime32_1;
        }
    }

    public readonly void CopyTo(Span<ulong> lanes) => ((ReadOnlySpan<ulong>)_lanes).CopyTo(lanes);

    [InlineArray(8)]
    private struct Eight
    {
        private ulong _first;
    }
}
