namespace AIKernel.Caching.Strategies;

/// <summary>
/// Gives writes their order. As long as nothing was ever written behind, the database does. From then on the log does, so
/// that a write to the database and a write to the log have one order, whichever node takes them.
/// </summary>
internal sealed class LogOrder(IKeyedStore store, LogFlusher flusher, PendingWrites pending, IWriteBehindLog? log = null)
{
    private const long Closed = -1;

    private long _floor = Closed;

    /// <summary>
    /// What every sequence must be above: what the database had given, and whatever this node has seen since. A log that has
    /// lost what it held, and whose clock is behind, would else give sequences that are taken for old ones.
    /// </summary>
    private long Floor => Math.Max(Volatile.Read(ref _floor), pending.Highest);

    private bool IsOpen => Volatile.Read(ref _floor) != Closed;

    private IWriteBehindLog Log => log ?? throw new WriteBehindUnavailableException(
        "No log is configured that values could be written behind from: it needs a Redis for state of its own, which does not evict.");

    /// <summary>Runs a write to the database with the sequence it needs, or without where the database gives it.</summary>
    public async Task<T> RunAsync<T>(Func<long?, Task<T>> write, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            try
            {
                return await write(null);
            }
            catch (SequenceNeededException)
            {
                // Another node has opened the log; nothing was written.
                await OpenAsync(cancellationToken);
            }
        }
        return await write(await NextAsync(cancellationToken));
    }

    /// <summary>Appends writes to the log. From here on this node answers with them.</summary>
    public async Task AppendAsync(IReadOnlyList<StoredWrite> writes, CancellationToken cancellationToken)
    {
        _ = Log;
        if (!IsOpen) await OpenAsync(cancellationToken);
        var sequences = await Log.AppendAsync(writes, Floor, cancellationToken);
        for (var i = 0; i < writes.Count; i++) pending.Add(sequences[i], writes[i]);
    }

    /// <summary>
    /// A sequence for a write to the database, when what is in the log below it is in the database. Closes: (1) a value that
    /// depends on K waits in the log; (2) K is written, and what depends on it ends: the database holds nothing of that kind
    /// yet; (3) the value comes out of the log, made from what K was before.
    /// </summary>
    private async Task<long> NextAsync(CancellationToken cancellationToken)
    {
        var (sequence, isEmpty) = await Log.NextAsync(Floor, cancellationToken);
        pending.Note(sequence);
        if (!isEmpty) await flusher.FlushBelowAsync(sequence, cancellationToken);
        return sequence;
    }

    private async Task OpenAsync(CancellationToken cancellationToken) => Volatile.Write(ref _floor, await store.OpenLogAsync(cancellationToken));
}
