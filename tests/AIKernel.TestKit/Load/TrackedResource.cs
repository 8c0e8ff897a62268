namespace AIKernel.TestKit.Load;

/// <summary>A resource under load: every write of it that was acknowledged, and so what a read may answer at least.</summary>
internal sealed class TrackedResource(string path)
{
    private readonly List<Write> _writes = [];
    private int _writing;

    public string Path => path;

    /// <summary>The write acknowledged last.</summary>
    public Write Latest
    {
        get
        {
            lock (_writes) return _writes[^1];
        }
    }

    /// <summary>Whether nobody else writes it; who is told yes does until <see cref="EndWrite"/>.</summary>
    public bool TryBeginWrite() => Interlocked.Exchange(ref _writing, 1) == 0;

    public void EndWrite() => Volatile.Write(ref _writing, 0);

    public void Acknowledge(Write write)
    {
        lock (_writes) _writes.Add(write);
    }

    /// <summary>The oldest revision that this node may answer, if it is asked at this moment and told no position.</summary>
    public long Floor(LoadNode node, long now, TimeSpan maxStaleness)
    {
        lock (_writes)
        {
            var last = _writes.FindLast(write => write.Node == node || TimeProvider.System.GetElapsedTime(write.At, now) > maxStaleness);
            return last?.Revision ?? 0;
        }
    }

    /// <param name="Revision">What the write made.</param>
    /// <param name="Etag">The tag of that.</param>
    /// <param name="Position">What a reader presents to see it anywhere.</param>
    /// <param name="Node">Who acknowledged it.</param>
    /// <param name="At">When.</param>
    internal sealed record Write(long Revision, string Etag, string Position, LoadNode Node, long At);
}
