using AIKernel.Caching.Journal;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Strategies;

/// <summary>Keyed values on the engine's read path: it is the engine that makes every copy certified, and every write end the copies.</summary>
internal sealed class KeyedCache(
    ICache cache, IJournalView journal, IKeyedStore store, CacheOptions engine, KeyedOptions options, KeyFamilies families, KeyedDependents dependents, PendingWrites pending, LogOrder order,
    KeyedMetrics metrics, TimeProvider time, ILogger<KeyedCache> log) : IKeyedCache
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(64);

    private readonly CachedOperation<string, KeyedEntry?> _entries = cache.Bind(KeyedOperation.Define(options, engine.JournalRetention, time), store);
    private readonly WriteDecisions _decisions = new(options, time);

    public async ValueTask<KeyedAnswer> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        WriteDecisions.CheckKey(key);
        var trace = CacheTrace.BeginPart();
        // In this order. The other way: (1) an old copy is read; (2) a written-behind value reaches the database, this node
        // sees it, and forgets what waits; (3) nothing waits: the old copy is answered after the new value was.
        var waiting = pending.Find(key);
        var kept = await _entries.GetAsync(key, cancellationToken);
        return Choose(key, waiting, kept, TierOf(trace.Outcome));
    }

    public async ValueTask<IReadOnlyList<KeyedAnswer>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        CheckCount(keys.Count);
        foreach (var key in keys) WriteDecisions.CheckKey(key);
        if (keys.Count == 0) return [];
        var trace = CacheTrace.BeginPart();
        var waiting = keys.Select(pending.Find).ToArray(); // first, as for one
        var kept = await _entries.GetManyAsync(keys, cancellationToken);
        return [.. keys.Select((key, i) => Choose(key, waiting[i], kept[i], TierOf(trace.Outcome)))];
    }

    public async Task<KeyedStrategy> SetAsync(KeyedWrite write, CancellationToken cancellationToken = default) => (await SetManyAsync([write], cancellationToken))[0];

    public async Task<IReadOnlyList<KeyedStrategy>> SetManyAsync(IReadOnlyList<KeyedWrite> writes, CancellationToken cancellationToken = default)
    {
        CheckCount(writes.Count);
        var decided = writes.Select(_decisions.Decide).ToList();
        var last = decided.GroupBy(static one => one.Write.Key, StringComparer.Ordinal).Select(static of => of.Last()).ToLookup(static one => one.Strategy, static one => one.Write);
        StoredWrite[] behind = [.. last[KeyedStrategy.WriteBehind]];
        StoredWrite[] direct = [.. last.Where(static of => of.Key != KeyedStrategy.WriteBehind).SelectMany(static of => of)];
        if (behind.Length > 0) await order.AppendAsync(behind, cancellationToken);
        if (direct.Length > 0)
        {
            await cache.WriteAsync(new ValueTask<bool>(order.RunAsync(sequence => StoreAsync(direct, sequence, cancellationToken), cancellationToken)));
            await PlaceAsync([.. last[KeyedStrategy.WriteThrough].Select(static write => write.Key)], [.. last[KeyedStrategy.WriteAround].Select(static write => write.Key)]);
        }
        foreach (var of in last) metrics.Wrote(of.Key, of.Count());
        return [.. decided.Select(static one => one.Strategy)];
    }

    public async Task<bool> SafeSetAsync(KeyedWrite write, CancellationToken cancellationToken = default)
    {
        try
        {
            await SetAsync(write, cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            metrics.SafeSetFailed();
            KeyedLog.SafeSetFailed(log, fault);
            return false;
        }
    }

    public async Task<long> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        WriteDecisions.CheckKey(key);
        return await RemoveAsync(new([key], [], []), dependents.OfWrites, cancellationToken);
    }

    public async Task<long> InvalidateAsync(KeyedInvalidation what, CancellationToken cancellationToken = default)
    {
        if (what.Tags.Count == 0 && what.Pattern is null && what.Event is null) throw new KeyedFaultException("tags", "Nothing is selected.");
        CheckCount(what.Tags.Count);
        if (!what.Tags.All(KeyedLimits.IsName)) throw new KeyedFaultException("tags", $"A tag has 1 to {KeyedLimits.MaxKeyLength} characters, none of them for control.");
        if (what.Pattern is { } text && !KeyedLimits.IsName(text)) throw new KeyedFaultException("pattern", $"A pattern has 1 to {KeyedLimits.MaxKeyLength} characters, none of them for control.");
        if (what.Event is not null && !options.Methods.HasFlag(KeyedInvalidationMethods.Event)) throw new KeyedFaultException("event", "Events invalidate nothing here: Keyed:InvalidationMethods leaves them out.");
        IReadOnlyList<KeyPattern> byEvent = what.Event is null ? [] : families.OfEvent(what.Event) ?? throw new KeyedFaultException("event", $"There is no such event. There are {string.Join(", ", options.Events.Keys.Order(StringComparer.Ordinal))}.");
        // A pattern that stands for one key names it.
        var isKey = what.Pattern is { } glob && !glob.AsSpan().ContainsAny('*', '?');
        IReadOnlyList<KeyPattern> patterns = what.Pattern is null || isKey ? byEvent : [KeyPattern.OfGlob(what.Pattern), .. byEvent];
        return await RemoveAsync(new(isKey ? [what.Pattern!] : [], [.. what.Tags.Distinct(StringComparer.Ordinal)], patterns), dependents.OfInvalidations, cancellationToken);
    }

    private async Task<long> RemoveAsync(KeyedSelection selection, Func<string, IEnumerable<KeyPattern>>? with, CancellationToken cancellationToken)
    {
        var removed = await cache.WriteAsync(new ValueTask<long>(order.RunAsync(sequence => store.RemoveAsync(selection, with, sequence, time.GetUtcNow(), cancellationToken), cancellationToken)));
        metrics.Removed(removed);
        return removed;
    }

    private async Task<bool> StoreAsync(StoredWrite[] writes, long? sequence, CancellationToken cancellationToken)
    {
        await store.WriteAsync(writes, dependents.OfWrites, sequence, time.GetUtcNow(), cancellationToken);
        return true;
    }

    /// <summary>
    /// Puts what was written into both tiers, or into the shared one. The value is written, so that whatever goes wrong here
    /// costs the next read a load, and nothing else: no copy of the value before is valid any more.
    /// </summary>
    private async Task PlaceAsync(List<string> through, List<string> around)
    {
        try
        {
            // Apart from the request: that it wants nothing kept, or nothing loaded, is said of reads.
            CacheTrace.Begin();
            await PlaceAsync(through, memory: true);
            await PlaceAsync(around, memory: false);
        }
        catch (Exception fault)
        {
            KeyedLog.NotPlaced(log, fault);
        }
    }

    /// <summary>
    /// Waits a moment for transactions that began before the write, if need be: as long as one is under way it may still
    /// change the value under its lower id, and no copy could be told from one without that change.
    /// </summary>
    private async Task PlaceAsync(List<string> keys, bool memory)
    {
        for (var pause = ShortestPause; keys.Count > 0 && !await _entries.PlaceAsync(keys, memory, CancellationToken.None) && pause <= LongestPause; pause *= 2)
        {
            await Task.Delay(pause, time);
            await journal.CatchUpAsync(CancellationToken.None);
        }
    }

    private KeyedAnswer Choose(string key, KeyedEntry? waiting, KeyedEntry? kept, KeyedTier tier)
    {
        var isWaiting = waiting is not null && (kept is null || kept.Sequence < waiting.Sequence);
        var entry = isWaiting ? waiting : kept;
        return entry?.IsLiveAt(time.GetUtcNow()) == true ? new(key, entry.Value, isWaiting ? KeyedTier.Memory : tier) : new(key, null, KeyedTier.None);
    }

    private static KeyedTier TierOf(CacheOutcome outcome) => outcome switch
    {
        CacheOutcome.Memory => KeyedTier.Memory,
        CacheOutcome.Shared => KeyedTier.Shared,
        _ => KeyedTier.None,
    };

    private static void CheckCount(int count)
    {
        if (count > KeyedLimits.MaxBatch) throw new KeyedFaultException("items", $"At most {KeyedLimits.MaxBatch} at once.");
    }
}
