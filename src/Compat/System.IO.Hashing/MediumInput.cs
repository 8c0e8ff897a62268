using System.Runtime.CompilerServices;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>Inputs of 17 to 240 bytes: one accumulator that takes a folded product per 16 bytes.</summary>
internal static class MediumInput
{
    /// <summary>17 to 128 bytes, in pairs of chunks from both ends towards the middle; the middle may be read twice.</summary>
    internal static ulong HashUpTo128(ref byte data, int length, ulong seed)
    {
        var accumulator = (ulong)length * Prime64_1;
        for (var pair = (length - 1) >> 5; pair >= 0; pair--)
        {
            accumulator += Mix(ref data, pair * 16, pair * 32, seed);
            accumulator += Mix(ref data, length - (pair * 16) - 16, (pair * 32) + 16, seed);
        }

        return Avalanche(accumulator);
    }

    /// <summary>129 to 240 bytes: eight chunks, a mix in between, the other whole chunks, and the last 16 bytes.</summary>
    internal static ulong HashUpTo240(ref byte data, int length, ulong seed)
    {
        var accumulator = (ulong)length * Prime64_1;
        for (var at = 0; at < 128; at += 16) accumulator += Mix(ref data, at, at, seed);

        accumulator = Avalanche(accumulator);
        for (var at = 128; at <= length - 16; at += 16) accumulator += Mix(ref data, at, at - 128 + 3, seed);

        return Avalanche(accumulator + Mix(ref data, length - 16, 119, seed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ref byte data, int at, int secretAt, ulong seed) => MultiplyAndFold(
        Read64(ref data, at) ^ (Read64(ref Secret.Default, secretAt) + seed),
        Read64(ref data, at + 8) ^ (Read64(ref Secret.Default, secretAt + 8) - seed));
}
