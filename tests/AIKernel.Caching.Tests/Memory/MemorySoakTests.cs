using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class MemorySoakTests
{
    private const int Threads = 16, Operations = 60_000, Keys = 500;
    private const long Limit = 50_000;

    [Fact]
    public void Sixteen_threads_leave_queue_and_dictionaries_in_agreement_and_the_limit_is_never_exceeded()
    {
        var budget = new MemoryBudget(Limit);
        var tiers = new[] { new MemoryTier<int, string>(budget), new MemoryTier<int, string>(budget) };
        var highest = new long[Threads];
        var start = new Barrier(Threads);

        var threads = Enumerable.Range(0, Threads).Select(seed => new Thread(() =>
        {
            start.SignalAndWait();
            highest[seed] = Work(budget, tiers, new(seed));
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.All(highest, static bytes => Assert.InRange(bytes, 1, Limit));
        Assert.True(budget.Evictions > 1_000);
        Assert.Empty(budget.Verify());
    }

    /// <returns>The most bytes it ever saw counted. Room is made before an entry goes in, so no reading may exceed the limit.</returns>
    private static long Work(MemoryBudget budget, MemoryTier<int, string>[] tiers, Random random)
    {
        var highest = 0L;
        for (var step = 0; step < Operations; step++)
        {
            var (tier, key) = (tiers[random.Next(2)], random.Next(Keys));
            switch (random.Next(10))
            {
                case < 5:
                    if (tier.Peek(key) is { } hit) tier.MarkHit(hit, 0);
                    break;
                case 5 when tier.Peek(key) is { } gone:
                    tier.Remove(gone);
                    break;
                default:
                    tier.Put(MemoryBudgetTests.Entry(tier, key, random.Next(10, 1_000), new(1, (ulong)random.Next(100))), 0);
                    break;
            }
            highest = Math.Max(highest, budget.Bytes);
        }
        return highest;
    }
}
