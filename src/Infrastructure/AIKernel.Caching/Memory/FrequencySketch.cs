using System.Runtime.InteropServices;

namespace AIKernel.Caching.Memory;

/// <summary>
/// How often keys came in lately, approximately (TinyLFU, Einziger et al., ACM TOS 2017): two rows of counters up to
/// 15, in the halves of each byte. A key has a counter in each row, the smaller is its count, and all are halved from
/// time to time, so that what was popular once is forgotten. Used under the budget's lock.
/// </summary>
internal sealed class FrequencySketch
{
    /// <summary>Two to four counters of each row an entry.</summary>
    public const int BytesPerEntry = 4;

    private const int SmallestWidth = 256, LargestWidth = 1 << 30, AdditionsPerCounter = 8, Most = 15;
    private const ulong FirstFactor = 0x9E3779B97F4A7C15, SecondFactor = 0xC2B2AE3D27D4EB4F;

    private byte[] _counters = new byte[SmallestWidth];
    private long _additions;

    /// <summary>How many counters a row has.</summary>
    public int Width => _counters.Length;

    /// <summary>Grows with the number of entries; counts are kept.</summary>
    public void Reserve(long entries)
    {
        while (entries * 2 > Width && Width < LargestWidth)
        {
            var wider = new byte[Width * 2];
            // A place's lower bits stay what they were: each counter starts as the one that its keys had.
            _counters.CopyTo(wider, 0);
            _counters.CopyTo(wider, Width);
            _counters = wider;
        }
    }

    /// <summary>Counts a key once more.</summary>
    public void Add(MemoryEntry entry)
    {
        var (first, second) = Places(entry);
        var (low, high) = (_counters[first] & Most, _counters[second] >> 4);
        if (low < Most) _counters[first]++;
        if (high < Most) _counters[second] += 1 << 4;
        if (++_additions >= (long)AdditionsPerCounter * Width) Halve();
    }

    /// <summary>How often a key was counted, or a little more.</summary>
    public int CountOf(MemoryEntry entry)
    {
        var (first, second) = Places(entry);
        return Math.Min(_counters[first] & Most, _counters[second] >> 4);
    }

    private void Halve()
    {
        _additions /= 2;
        // One bit down in each half of each byte, eight bytes at once; what falls over from its upper neighbour is cut off.
        foreach (ref var counters in MemoryMarshal.Cast<byte, ulong>(_counters.AsSpan())) counters = (counters >> 1) & 0x7777_7777_7777_7777;
    }

    private (int First, int Second) Places(MemoryEntry entry)
    {
        var name = ((ulong)entry.Table << 32) | (uint)entry.Hash;
        var mixed = name * FirstFactor;
        mixed = (mixed ^ (mixed >> 32)) * SecondFactor;
        mixed ^= mixed >> 29;
        return ((int)mixed & (Width - 1), (int)(mixed >> 32) & (Width - 1));
    }
}
