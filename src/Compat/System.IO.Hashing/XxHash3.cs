using System.Runtime.InteropServices;

namespace System.IO.Hashing;

/// <summary>
/// XXH3 with a 64-bit result: a fast hash for checksums and tables, stable across machines, not fit to resist an attacker.
/// </summary>
/// <remarks>
/// Written from the description "xxHash fast digest algorithm" by Yann Collet (doc/xxhash_spec.md of the xxHash project,
/// section XXH3), with the default secret. The algorithm has four shapes, chosen by length alone: up to 16 bytes, up to 128,
/// up to 240, and longer ones, which run eight lanes side by side and so use the processor's vectors.
/// </remarks>
public static class XxHash3
{
    /// <summary>
    /// Gives the 64-bit XXH3 of <paramref name="source"/>. The same bytes and seed give the same number on every machine,
    /// whatever its vectors and byte order. Allocates nothing; any length is allowed, none included.
    /// </summary>
    /// <param name="source">The bytes to hash.</param>
    /// <param name="seed">Selects one of 2^64 unrelated functions; zero is the standard one.</param>
    public static ulong HashToUInt64(ReadOnlySpan<byte> source, long seed = 0)
    {
        ref var data = ref MemoryMarshal.GetReference(source);
        return source.Length switch
        {
            <= 16 => ShortInput.Hash(ref data, source.Length, (ulong)seed),
            <= 128 => MediumInput.HashUpTo128(ref data, source.Length, (ulong)seed),
            <= 240 => MediumInput.HashUpTo240(ref data, source.Length, (ulong)seed),
            _ => LongInput.Hash(ref data, source.Length, (ulong)seed),
        };
    }
}
