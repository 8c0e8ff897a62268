using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemorySoakTests
{
    private const int Threads = 64, Operations = 30_000, Keys = 500, MostEntries = 120;
    private const long Limit = 50_000;

    [Theory]
    [InlineData(MemoryEviction.TinySieve)]
    [InlineData(MemoryEviction.Lru)]
    public void Sixty_four_threads_leave_queue_and_tables_in_agreement_and_no_limit_is_ever_exceeded(MemoryEviction eviction)
    {
        var budget = Entries.Budget(Limit, MostEntries, eviction);
        var tiers = new[] { new MemoryTier<int, string>(budget), new MemoryTier<int, string>(budget) };
        var highest = new (long Bytes, long Entries)[Threads];
        using var start = new Barrier(Threads);

        var threads = Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            start.SignalAndWait();
            highest[seed] = Work(budget, tiers, new(seed));
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.All(highest, static seen => Assert.InRange(seen.Bytes, 1, Limit));
        Assert.All(highest, static seen => Assert.InRange(seen.Entries, 1, MostEntries));
        Assert.True(budget.Evictions > 1_000);
        Assert.Empty(budget.Verify());
    }

    [Fact]
    public void What_sixty_four_threads_put_into_memory_without_a_limit_is_all_there()
    {
        const int Each = 3_000;
        var budget = Entries.Budget(long.MaxValue);
        var tier = new MemoryTier<int, string>(budget);
        var missed = 0;
        using var start = new Barrier(Threads);

        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (var step = 0; step < Each; step++)
            {
                tier.Put(thread * Each + step);
                if (tier.Peek(thread * Each + step / 2) is null) Interlocked.Increment(ref missed);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(0, missed);
        Assert.Equal(Threads * Each, tier.Count);
        Assert.Equal(Threads * Each * 100, budget.Bytes);
        Assert.Empty(budget.Verify());
    }

    /// <returns>The most bytes and entries it ever saw counted. Room is made before an entry goes in, so no reading may exceed a limit.</returns>
    private static (long Bytes, long Entries) Work(MemoryBudget budget, MemoryTier<int, string>[] tiers, Random random)
    {
        var (bytes, entries) = (0L, 0L);
        for (var step = 0; step < Operations; step++)
        {
            var (tier, key) = (tiers[random.Next(2)], random.Next(Keys));
            switch (random.Next(10))
            {
                case < 5:
                    tier.Hit(key);
                    break;
                case 5 when tier.Peek(key) is { } gone:
                    tier.Remove(gone);
                    break;
                default:
                    tier.Put(key, random.Next(10, 1_000), new(1, (ulong)random.Next(100)));
                    break;
            }
            (bytes, entries) = (Math.Max(bytes, budget.Bytes), Math.Max(entries, budget.Entries));
        }
        return (bytes, entries);
    }
}
