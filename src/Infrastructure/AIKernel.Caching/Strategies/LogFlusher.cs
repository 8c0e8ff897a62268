using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Strategies;

/// <summary>
/// Brings writes from the log to the database and takes them out of the log. Any node may do it at any time, twice too:
/// the database takes a write only in place of one with a lower sequence.
/// </summary>
internal sealed class LogFlusher(IKeyedStore store, KeyedOptions options, KeyedDependents dependents, KeyedMetrics metrics, TimeProvider time, ILogger<LogFlusher> logger, IWriteBehindLog? log = null) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Empties the log below a sequence. What the database refuses for ever is put aside.</summary>
    /// <returns>How many writes left the log.</returns>
    public async Task<int> FlushBelowAsync(long sequence, CancellationToken cancellationToken)
    {
        for (var flushed = 0; ;)
        {
            var count = await FlushBatchAsync(sequence, cancellationToken);
            flushed += count;
            if (count == 0) return flushed;
        }
    }

    /// <summary>One batch, the lowest sequences; how many writes left the log.</summary>
    public async Task<int> FlushBatchAsync(long below, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var items = (await log!.ReadAsync(0, options.WriteBehind.BatchSize, cancellationToken)).Where(item => item.Sequence < below).ToList();
            foreach (var unreadable in items.Where(static item => item.Write is null)) await BuryAsync(unreadable, "it cannot be read", cancellationToken);
            var readable = items.FindAll(static item => item.Write is not null);
            if (readable.Count > 0) await FlushAsync(readable, cancellationToken);
            return items.Count;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task FlushAsync(List<LoggedItem> items, CancellationToken cancellationToken)
    {
        try
        {
            // Of each key the last: the ones before it would only be written over.
            var last = items.GroupBy(static item => item.Write!.Key, StringComparer.Ordinal).Select(static of => of.MaxBy(static item => item.Sequence)!).Select(static item => new LoggedWrite(item.Sequence, item.Write!));
            await store.FlushAsync([.. last], dependents.OfWrites, time.GetUtcNow(), cancellationToken);
        }
        catch (ValueRefusedException) when (items.Count > 1)
        {
            // One of them; in order, so that of a key whose last value is refused the one before it is kept.
            foreach (var item in items) await FlushAsync([item], cancellationToken);
            return;
        }
        catch (ValueRefusedException refused)
        {
            await BuryAsync(items[0], refused.Message, cancellationToken);
            return;
        }
        await log!.AcknowledgeAsync(items, cancellationToken);
        metrics.Flushed(items.Count);
    }

    private async Task BuryAsync(LoggedItem item, string reason, CancellationToken cancellationToken)
    {
        await log!.BuryAsync(item, reason, cancellationToken);
        metrics.Buried();
        KeyedLog.Buried(logger, item.Sequence, reason);
    }
}

/// <summary>What goes with a key by rule, as far as the settings let anything go.</summary>
internal sealed class KeyedDependents(KeyedOptions options, KeyFamilies families)
{
    /// <summary>What goes with a key that is written or removed; null for nothing.</summary>
    public Func<string, IEnumerable<KeyPattern>>? OfWrites => options.Methods.HasFlag(KeyedInvalidationMethods.Write) ? OfInvalidations : null;

    /// <summary>What goes with a key that is invalidated; null for nothing.</summary>
    public Func<string, IEnumerable<KeyPattern>>? OfInvalidations => options.Methods.HasFlag(KeyedInvalidationMethods.Dependency) ? families.DependentOn : null;
}
