using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>
/// A load that a change overtakes: it has read the old value and is held; the change is committed and seen; the load is
/// let go and fills the cache. Then two nodes that share a Redis are asked. 200 keys at once, each a try of its own.
/// </summary>
internal static class FillBenchmark
{
    public const int Tries = 200;

    private const string Tag = "group";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(100);

    // Wide enough that 200 refreshes are begun, held and let go before anything expires.
    private static readonly EntryPolicy Refreshing = EntryPolicy.Of(TimeSpan.FromSeconds(4)) with { RefreshAhead = TimeSpan.FromSeconds(2) };
    private static readonly TimeSpan UntilRefresh = TimeSpan.FromSeconds(2.2);

    public static async Task<IReadOnlyList<Row>> RunAsync(string redis) =>
    [
        Row("key", "AIKernel", await CachedAsync(redis, Operations.Hour, 60_000_000, static (journal, ids) => { foreach (var id in ids) journal.Append($"item:{id}"); }), Target.Exactly(0)),
        Row("key", "IMemoryCache, removed at the change", await PeerFills.ByKeyAsync(), null),
        Row("tag", "AIKernel", await CachedAsync(redis, Operations.Hour, 61_000_000, static (journal, _) => journal.Append(Tag)), Target.Exactly(0)),
        Row("tag", "IMemoryCache, change token", await PeerFills.ByTokenAsync(), null),
        Row("background refresh", "AIKernel", await CachedAsync(redis, Refreshing, 62_000_000, static (journal, _) => journal.Append(Tag)), Target.Exactly(0)),
    ];

    // A try that did not come about counts as stale: it has shown nothing.
    private static Row Row(string way, string subject, int stale, Target? target) =>
        new($"stale fill by {way}, of {Tries}", subject, stale, "", "", 0, target);

    /// <summary>How many of the tries ended with the old value, or did not come about.</summary>
    private static async Task<int> CachedAsync(string redis, EntryPolicy policy, int first, Action<LocalJournal, Guid[]> journalise)
    {
        var journal = new LocalJournal();
        await using var node = await CacheNode.StartAsync(journal, redis);
        await using var other = await CacheNode.StartAsync(journal, redis);
        var source = new HeldSource();
        var items = node.Cache.BindItems(source.LoadAsync, policy, Describe);
        var elsewhere = other.Cache.BindItems(source.LoadAsync, policy, Describe);
        var ids = Items.Ids(Tries, first);
        if (policy.RefreshAhead > TimeSpan.Zero)
        {
            await ReadAsync(items, ids);
            await Task.Delay(UntilRefresh, TimeProvider.System);
        }
        source.Hold();
        var overtaken = ReadAsync(items, ids);
        var held = await HeldAsync(source);
        foreach (var id in ids) source.Commit(id, 2);
        journalise(journal, ids);
        await Task.WhenAll(node.Journal.CatchUpAsync(CancellationToken.None), other.Journal.CatchUpAsync(CancellationToken.None));
        source.Release();
        await overtaken; // these began before the change: old values are right for them
        var old = new HashSet<Guid>();
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var reading in new[] { items, elsewhere })
                old.UnionWith((await ReadAsync(reading, ids)).Where(static item => item.Version < 2).Select(static item => item.Id));
            await Task.Delay(Afterwards, TimeProvider.System); // for a fill that comes after its answer
        }
        if (held < Tries) Bench.Say($"  only {held} of {Tries} loads were under way when the change came");
        return old.Count + Tries - held;
    }

    private static void Describe(TagSet tags, Guid id, Item item) => tags.Add("item", id).Add(Tag);

    private static Task<Item[]> ReadAsync(CachedOperation<Guid, Item> items, Guid[] ids) =>
        Task.WhenAll(ids.Select(id => Task.Run(() => items.GetAsync(id, CancellationToken.None).AsTask())));

    /// <summary>How many loads are held, all of them unless some do not begin at all.</summary>
    private static async Task<int> HeldAsync(HeldSource source)
    {
        for (var waited = TimeSpan.Zero; source.Held < Tries && waited < Patience; waited += Poll) await Task.Delay(Poll, TimeProvider.System);
        return Math.Min(source.Held, Tries);
    }
}
