using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>Four lanes to a register, for processors with AVX2.</summary>
internal struct Lanes256 : ILanes<Lanes256>
{
    private Vector256<ulong> _first;
    private Vector256<ulong> _second;

    internal static bool IsSupported => Avx2.IsSupported;

    public static Lanes256 Start() => new()
    {
        _first = Vector256.Create(Prime32_3, Prime64_1, Prime64_2, Prime64_3),
        _second = Vector256.Create(Prime64_4, Prime32_2, Prime64_5, Prime32_1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref byte stripe, ref byte secret)
    {
        _first = Add(_first, Load(ref stripe, 0), Load(ref secret, 0));
        _second = Add(_second, Load(ref stripe, 32), Load(ref secret, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scramble(ref byte secret)
    {
        _first = Scramble(_first, Load(ref secret, 0));
        _second = Scramble(_second, Load(ref secret, 32));
    }

    public readonly void CopyTo(Span<ulong> lanes)
    {
        _first.CopyTo(lanes);
        _second.CopyTo(lanes[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Load(ref byte data, int offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref data, offset)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Add(Vector256<ulong> lanes, Vector256<ulong> words, Vector256<ulong> secret)
    {
        var mixed = words ^ secret;
        var product = Avx2.Multiply(mixed.AsUInt32(), (mixed >> 32).AsUInt32());

        // 01 00 11 10: swaps the two words of each pair.
        return lanes + product + Avx2.Shuffle(words.AsUInt32(), 0b01_00_11_10).AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Scramble(Vector256<ulong> lanes, Vector256<ulong> secret)
    {
        // 64 by 32 bits, from two 32 by 32 products: there is no 64-bit multiplication before AVX-512.
        var mixed = lanes ^ (lanes >> 47) ^ secret;
        var prime = Vector256.Create((uint)Prime32_1);
        var high = Avx2.Multiply((mixed >> 32).AsUInt32(), prime) << 32;
        return Avx2.Multiply(mixed.AsUInt32(), prime) + high;
    }
}
