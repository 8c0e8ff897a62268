using AIKernel.Catalog.Api.Operations.MostRead;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>What the sketch promises, on streams far longer than it.</summary>
public sealed class SpaceSavingTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 7)]
    [InlineData(3, 300)]
    [InlineData(4, 1)]
    public void No_count_is_too_low_and_none_is_too_high_by_more_than_it_says(int seed, int capacity)
    {
        var (random, sketch, truth, total) = (new Random(seed), new SpaceSaving<int>(capacity), new Dictionary<int, long>(), 0L);
        for (var step = 0; step < 20_000; step++)
        {
            // Few come often and many come once, in bursts of different weight.
            var (key, amount) = ((int)Math.Pow(1_000, random.NextDouble()) + (random.Next(4) == 0 ? random.Next(100_000) : 0), random.Next(1, 4));
            sketch.Add(key, amount);
            truth[key] = truth.GetValueOrDefault(key) + amount;
            total += amount;
        }
        var counters = sketch.Top(int.MaxValue);
        Assert.Equal(capacity, counters.Count);
        Assert.Equal(counters.OrderByDescending(static one => one.Count).Select(static one => one.Count), counters.Select(static one => one.Count));
        Assert.All(counters, one =>
        {
            Assert.InRange(truth[one.Key], one.Count - one.Error, one.Count);
            Assert.InRange(one.Error, 0, total / capacity);
        });
        // Whoever came more often than that cannot be missing.
        Assert.All(truth.Where(one => one.Value > total / capacity), one => Assert.Contains(counters, counter => counter.Key == one.Key));
    }

    [Fact]
    public void With_room_for_all_it_counts_exactly()
    {
        var sketch = new SpaceSaving<string>(3);
        foreach (var key in new[] { "a", "b", "a", "c", "a", "b" }) sketch.Add(key);
        Assert.Equal([("a", 3L, 0L), ("b", 2L, 0L), ("c", 1L, 0L)], sketch.Top(3).Select(static one => (one.Key, one.Count, one.Error)));
        Assert.Equal("a", Assert.Single(sketch.Top(1)).Key);
    }

    [Fact]
    public void What_is_fresh_is_told_once_and_exactly()
    {
        var sketch = new SpaceSaving<string>(2);
        foreach (var key in new[] { "a", "a", "b", "c" }) sketch.Add(key);
        // The last took over a count of 1, of which nothing is its own.
        Assert.Equal([("a", 2L), ("c", 1L)], sketch.TakeFresh().Select(static one => (one.Key, one.Fresh)).Order());
        Assert.Empty(sketch.TakeFresh());
        sketch.Add("a", 5);
        Assert.Equal([("a", 7L, 5L)], sketch.TakeFresh().Select(static one => (one.Key, one.Count, one.Fresh)));
    }

    [Fact]
    public void What_was_counted_before_a_halving_counts_half_and_what_is_left_of_nothing_is_forgotten()
    {
        var sketch = new SpaceSaving<string>(3);
        sketch.Add("often", 9);
        sketch.Add("twice", 2);
        sketch.Add("once");
        sketch.Halve();
        sketch.Add("new", 3);
        Assert.Equal([("often", 4L), ("new", 3L), ("twice", 1L)], sketch.Top(3).Select(static one => (one.Key, one.Count)));
        // And it is still in order: the smallest goes first.
        sketch.Add("newer");
        Assert.Equal(["often", "new", "newer"], sketch.Top(3).Select(static one => one.Key));
    }
}
