using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>Two lanes to a register, for x86 without AVX2 and for ARM.</summary>
internal struct Lanes128 : ILanes<Lanes128>
{
    private Vector128<ulong> _first;
    private Vector128<ulong> _second;
    private Vector128<ulong> _third;
    private Vector128<ulong> _fourth;

    internal static bool IsSupported => BitConverter.IsLittleEndian && (Sse2.IsSupported || AdvSimd.IsSupported);

    public static Lanes128 Start() => new()
    {
        _first = Vector128.Create(Prime32_3, Prime64_1),
        _second = Vector128.Create(Prime64_2, Prime64_3),
        _third = Vector128.Create(Prime64_4, Prime32_2),
        _fourth = Vector128.Create(Prime64_5, Prime32_1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref byte stripe, ref byte secret)
    {
        _first = Add(_first, Load(ref stripe, 0), Load(ref secret, 0));
        _second = Add(_second, Load(ref stripe, 16), Load(ref secret, 16));
        _third = Add(_third, Load(ref stripe, 32), Load(ref secret, 32));
        _fourth = Add(_fourth, Load(ref stripe, 48), Load(ref secret, 48));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scramble(ref byte secret)
    {
        _first = Scramble(_first, Load(ref secret, 0));
        _second = Scramble(_second, Load(ref secret, 16));
        _third = Scramble(_third, Load(ref secret, 32));
        _fourth = Scramble(_fourth, Load(ref secret, 48));
    }

    public readonly void CopyTo(Span<ulong> lanes)
    {
        _first.CopyTo(lanes);
        _second.CopyTo(lanes[2..]);
        _third.CopyTo(lanes[4..]);
        _fourth.CopyTo(lanes[6..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte data, int offset) => Vector128.LoadUnsafe(ref Unsafe.Add(ref data, offset)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Add(Vector128<ulong> lanes, Vector128<ulong> words, Vector128<ulong> secret)
    {
        var mixed = words ^ secret;
        return lanes + MultiplyLow(mixed, mixed >> 32) + Vector128.Shuffle(words, Vector128.Create(1UL, 0UL));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Scramble(Vector128<ulong> lanes, Vector128<ulong> secret)
    {
        var mixed = lanes ^ (lanes >> 47) ^ secret;
        var prime = Vector128.Create(Prime32_1);
        return MultiplyLow(mixed, prime) + (MultiplyLow(mixed >> 32, prime) << 32);
    }

    /// <summary>The products of the low 32 bits of each lane, in full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> MultiplyLow(Vector128<ulong> left, Vector128<ulong> right) => Sse2.IsSupported
        ? Sse2.Multiply(left.AsUInt32(), right.AsUInt32())
        : AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(left), AdvSimd.ExtractNarrowingLower(right));
}
