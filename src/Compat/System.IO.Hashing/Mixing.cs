using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace System.IO.Hashing;

/// <summary>The constants of the specification, its two final mixes, and reads in little-endian order.</summary>
internal static class Mixing
{
    internal const ulong Prime32_1 = 0x9E3779B1;
    internal const ulong Prime32_2 = 0x85EBCA77;
    internal const ulong Prime32_3 = 0xC2B2AE3D;
    internal const ulong Prime64_1 = 0x9E3779B185EBCA87;
    internal const ulong Prime64_2 = 0xC2B2AE3D27D4EB4F;
    internal const ulong Prime64_3 = 0x165667B19E3779F9;
    internal const ulong Prime64_4 = 0x85EBCA77C2B2AE63;
    internal const ulong Prime64_5 = 0x27D4EB2F165667C5;
    internal const ulong PrimeMx1 = 0x165667919E3779F9;
    internal const ulong PrimeMx2 = 0x9FB21C651E98DF25;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Read64(ref byte data, int offset)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, offset));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Read32(ref byte data, int offset)
    {
        var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, offset));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }

    /// <summary>The full 128-bit product, folded to 64 bits by xor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong MultiplyAndFold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return low ^ high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Avalanche(ulong value)
    {
        value = (value ^ (value >> 37)) * PrimeMx1;
        return value ^ (value >> 32);
    }

    /// <summary>The older final mix, which XXH3 keeps for the very short inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AvalancheXxh64(ulong value)
    {
        value = (value ^ (value >> 33)) * Prime64_2;
        value = (value ^ (value >> 29)) * Prime64_3;
        return value ^ (value >> 32);
    }
}
