namespace AIKernel.Compat.Tests.Hashing;

/// <summary>The bytes that xxHash's own sanity check hashes: the top byte of 2654435761 · 11400714785074694797^n.</summary>
internal static class SanityBuffer
{
    internal const ulong Seed = 0x9E3779B185EBCA8D;

    internal static byte[] Of(int length)
    {
        var bytes = new byte[length];
        var state = 2654435761UL;
        for (var at = 0; at < length; at++)
        {
            bytes[at] = (byte)(state >> 56);
            state *= Seed;
        }

        return bytes;
    }
}
