using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Tests.Memory;

public sealed class FrequencySketchTests
{
    private readonly FrequencySketch _sketch = new();

    [Fact]
    public void A_key_is_never_counted_less_often_than_it_came()
    {
        var random = new Random(4711);
        var counts = new int[300];
        _sketch.Reserve(300);
        for (var i = 0; i < 900; i++)
        {
            var key = random.Next(300);
            counts[key]++;
            _sketch.Add(Entry(key));
        }

        Assert.All(counts.Index(), one => Assert.InRange(_sketch.CountOf(Entry(one.Index)), Math.Min(one.Item, 15), 15));
        Assert.InRange(counts.Index().Count(one => _sketch.CountOf(Entry(one.Index)) > one.Item), 0, 30);
    }

    [Fact]
    public void Counts_end_at_fifteen_and_neighbours_in_a_byte_do_not_disturb_each_other()
    {
        for (var i = 0; i < 100; i++) _sketch.Add(Entry(1));

        Assert.Equal(15, _sketch.CountOf(Entry(1)));
        Assert.InRange(Enumerable.Range(2, 20).Count(key => _sketch.CountOf(Entry(key)) == 0), 18, 20);
    }

    [Fact]
    public void From_time_to_time_all_counts_are_halved()
    {
        for (var i = 0; i < 8; i++) _sketch.Add(Entry(1));
        for (var i = 0; i < 8 * _sketch.Width - 8 - 1; i++) _sketch.Add(Entry(2));
        Assert.Equal((8, 15), (_sketch.CountOf(Entry(1)), _sketch.CountOf(Entry(2))));

        _sketch.Add(Entry(2));

        Assert.Equal((4, 7), (_sketch.CountOf(Entry(1)), _sketch.CountOf(Entry(2))));
    }

    [Fact]
    public void Counts_survive_growth()
    {
        for (var key = 0; key < 100; key++)
            for (var i = 0; i < key % 5; i++) _sketch.Add(Entry(key));
        var before = Enumerable.Range(0, 100).Select(key => _sketch.CountOf(Entry(key))).ToList();

        for (var entries = 1; entries < 10_000; entries++) _sketch.Reserve(entries);

        Assert.InRange(_sketch.Width, 20_000, 40_000);
        Assert.Equal(before, Enumerable.Range(0, 100).Select(key => _sketch.CountOf(Entry(key))));
    }

    [Fact]
    public void The_same_hash_in_another_table_is_another_key()
    {
        for (var i = 0; i < 5; i++) _sketch.Add(Entry(1));

        Assert.Equal(0, _sketch.CountOf(Entry(1, table: 1)));
    }

    private static MemoryEntry<int, string> Entry(int hash, ushort table = 0)
    {
        var entry = Entries.Of(new MemoryTier<int, string>(Entries.Budget(1)), hash);
        (entry.Hash, entry.Table) = (hash * 31, table);
        return entry;
    }
}
