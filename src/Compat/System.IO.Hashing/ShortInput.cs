using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>Inputs of up to 16 bytes: a few overlapping reads and one or two multiplications, no loop.</summary>
internal static class ShortInput
{
    internal static ulong Hash(ref byte data, int length, ulong seed) => length switch
    {
        > 8 => HashUpTo16(ref data, length, seed),
        >= 4 => HashUpTo8(ref data, length, seed),
        > 0 => HashUpTo3(ref data, length, seed),
        _ => AvalancheXxh64(seed ^ Read64(ref Secret.Default, 56) ^ Read64(ref Secret.Default, 64)),
    };

    private static ulong HashUpTo3(ref byte data, int length, ulong seed)
    {
        var combined = Unsafe.Add(ref data, length - 1)
            | ((uint)length << 8)
            | ((uint)data << 16)
            | ((uint)Unsafe.Add(ref data, length >> 1) << 24);
        var flip = (ulong)(Read32(ref Secret.Default, 0) ^ Read32(ref Secret.Default, 4)) + seed;
        return AvalancheXxh64(flip ^ combined);
    }

    private static ulong HashUpTo8(ref byte data, int length, ulong seed)
    {
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var combined = Read32(ref data, length - 4) | ((ulong)Read32(ref data, 0) << 32);
        var value = ((Read64(ref Secret.Default, 8) ^ Read64(ref Secret.Default, 16)) - seed) ^ combined;
        value ^= BitOperations.RotateLeft(value, 49) ^ BitOperations.RotateLeft(value, 24);
        value *= PrimeMx2;
        value ^= (value >> 35) + (ulong)length;
        value *= PrimeMx2;
        return value ^ (value >> 28);
    }

    private static ulong HashUpTo16(ref byte data, int length, ulong seed)
    {
        var low = ((Read64(ref Secret.Default, 24) ^ Read64(ref Secret.Default, 32)) + seed) ^ Read64(ref data, 0);
        var high = ((Read64(ref Secret.Default, 40) ^ Read64(ref Secret.Default, 48)) - seed) ^ Read64(ref data, length - 8);
        return Avalanche((ulong)length + BinaryPrimitives.ReverseEndianness(low) + high + MultiplyAndFold(low, high));
    }
}
