namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How large an arena's blocks are and how many it keeps.</summary>
public sealed class ArenaOptions
{
    /// <param name="flags">Accepted; make no difference.</param>
    /// <param name="blockSizeBytes">The size of a block; zero for 64 KiB, which stays clear of the large object heap.</param>
    /// <param name="retentionPolicy">
    /// From the number of elements kept so far and the number used since the last reset to the number to keep; null for the larger of
    /// what was used and nine tenths of what was kept, so that a burst is forgotten after some tens of quiet resets.
    /// </param>
    public ArenaOptions(ArenaFlags flags = ArenaFlags.None, int blockSizeBytes = 0, Func<long, long, long>? retentionPolicy = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blockSizeBytes);
        Flags = flags;
        BlockSizeBytes = blockSizeBytes == 0 ? 64 * 1024 : blockSizeBytes;
        RetentionPolicy = retentionPolicy ?? (static (kept, used) => Math.Max(used, kept - (kept / 10) - 1));
    }

    /// <summary>As given.</summary>
    public ArenaFlags Flags { get; }

    /// <summary>Bytes in a block; never zero.</summary>
    public int BlockSizeBytes { get; }

    internal Func<long, long, long> RetentionPolicy { get; }
}
