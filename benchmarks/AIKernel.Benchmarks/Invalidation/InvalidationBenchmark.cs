using System.Diagnostics;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Invalidation;

/// <summary>
/// One journalled change of a tag that every entry carries: how long from the moment the node has read the row until it
/// refuses all of them. That it does is checked by reading.
/// </summary>
internal static class InvalidationBenchmark
{
    private const string Tag = "group";
    private const int Checked = 1_000;
    private const int Batch = 1_000;

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var few = await AppliedAsync(10_000, bench.Pick(21, 7));
        var many = await AppliedAsync(1_000_000, bench.Pick(3, 1));
        return
        [
            new("tag on 10,000 entries invalidated, in the node", "AIKernel", few, "ms", "", 0, Target.AtMost(0.2)),
            new("tag on 10,000 entries invalidated, in the node", "IMemoryCache, change token", await TokenBenchmark.RunAsync(10_000, bench.Pick(21, 7)), "ms", "", 0),
            new("tag on 1,000,000 entries invalidated, in the node", "AIKernel", many, "ms", "10,000 entries", few, Target.AtMost(0.2)),
        ];
    }

    private static async Task<double> AppliedAsync(int entries, int rounds)
    {
        var journal = new LocalJournal();
        await using var node = await CacheNode.StartAsync(journal);
        journal.StopTelling();
        var loads = 0;
        var item = Items.Small(Items.Id(0)); // the same under every key: what is measured is not the source
        Loader<Item> load = (_, _) =>
        {
            Interlocked.Increment(ref loads);
            return new(item);
        };
        var items = node.Cache.BindItems(load, tags: static (tags, _, _) => tags.Add(Tag));
        var ids = Items.Ids(entries);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var batch in ids.Chunk(Batch)) await items.GetManyAsync(batch, CancellationToken.None);
            await ExpectLoadsAsync(items, ids, 0, () => loads);
            var milliseconds = await InvalidateAsync(journal, node);
            await ExpectLoadsAsync(items, ids, Checked, () => loads);
            times.Add(milliseconds);
        }
        return Measure.Median(times);
    }

    private static async Task<double> InvalidateAsync(LocalJournal journal, CacheNode node)
    {
        var read = 0L;
        journal.Append(Tag);
        // The node may read between any two lines here; the row counts from the read that brings it.
        journal.Reading = rows => { if (rows.Rows.Count > 0) Volatile.Write(ref read, Stopwatch.GetTimestamp()); };
        await node.Journal.CatchUpAsync(CancellationToken.None);
        var applied = Stopwatch.GetTimestamp();
        journal.Reading = static _ => { };
        if (Volatile.Read(ref read) == 0) return await InvalidateAsync(journal, node); // a poll was faster than the hook
        return Stopwatch.GetElapsedTime(read, applied).TotalMilliseconds;
    }

    /// <summary>Reads some entries from all over and holds how many of them reached the source.</summary>
    private static async Task ExpectLoadsAsync(CachedOperation<Guid, Item> items, Guid[] ids, int expected, Func<int> loads)
    {
        var before = loads();
        for (var i = 0; i < Checked; i++) await items.GetAsync(ids[(long)i * ids.Length / Checked], CancellationToken.None);
        if (loads() - before != expected) throw new InvalidOperationException($"{loads() - before} of {Checked} reads reached the source; expected were {expected}.");
    }
}
