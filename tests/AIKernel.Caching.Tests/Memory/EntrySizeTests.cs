using AIKernel.Caching.Memory;
using AIKernel.Catalog.Resources;

namespace AIKernel.Caching.Tests.Memory;

/// <summary>What is counted for an entry is what it takes.</summary>
public sealed class EntrySizeTests
{
    private const int Count = 1_000;

    private readonly record struct Twelve(int A, int B, int C);

    [Fact]
    public void An_entry_takes_exactly_the_bytes_that_are_counted_for_it_whatever_its_key_and_value()
    {
        Assert.Equal(128, Check(Guid.Empty, new object()));
        Check(1, "");
        Check(1L, 1L);
        Check((byte)1, true);
        Check("key", "value");
        Check((Guid.Empty, 7), 'c');
        Check(("key", Guid.Empty), (long?)5);
        Check(new Twelve(), "");
        Check(new ResourceReference("model", "ns", "name"), 1m);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Tags_and_transactions_in_progress_are_counted_as_the_array_they_are_in(int numbers)
    {
        var bytes = Measure(() => new ulong[numbers]);
        Assert.Equal(bytes, MemoryEntry<Guid, string>.Overhead(numbers, 0) - MemoryEntry<Guid, string>.Overhead(0, 0));
        Assert.Equal(bytes, MemoryEntry<Guid, string>.Overhead(0, 0, numbers) - MemoryEntry<Guid, string>.Overhead(0, 0));
    }

    [Fact]
    public void No_tags_take_no_bytes()
    {
        var tier = new MemoryTier<int, string>(Entries.Budget(1_000));
        var entry = new MemoryEntry<int, string> { Tier = tier, Key = 1, Value = "", Stamp = new(1, 1), Tags = new List<ulong>().ToArray(), FreshUntil = 0, ExpiresAt = 0, LoadedAt = 0, Size = 0 };

        Assert.Same(Array.Empty<ulong>(), entry.Tags);
    }

    [Fact]
    public void The_share_of_the_table_that_is_counted_is_never_less_than_the_table()
    {
        var tier = new MemoryTier<int, string>(Entries.Budget(long.MaxValue));
        for (var key = 0; key < 200_000; key++)
        {
            tier.Put(key);
            Assert.True(tier.Count < 8 || tier.Size * 8 <= tier.Count * EntryTable.BytesPerEntry, $"{tier.Size} buckets for {tier.Count} entries.");
        }
        Assert.InRange(tier.Size, 200_000, 400_000);
    }

    [Fact]
    public void The_share_of_the_sketch_that_is_counted_is_never_less_than_the_sketch()
    {
        var sketch = new FrequencySketch();
        for (var entries = 1; entries < 1_000_000; entries += 997)
        {
            sketch.Reserve(entries);
            Assert.True(entries < 256 || sketch.Width <= entries * FrequencySketch.BytesPerEntry, $"{sketch.Width} bytes for {entries} entries.");
        }
        Assert.InRange(sketch.Width, 2_000_000, 4_000_000);
    }

    [Fact]
    public void A_key_that_refers_to_objects_is_counted_with_its_text_and_one_that_does_not_is_not()
    {
        Assert.Equal(100, MemoryEntry<string, string>.Overhead(0, 50) - MemoryEntry<string, string>.Overhead(0, 0));
        Assert.Equal(0, MemoryEntry<Guid, string>.Overhead(0, 50) - MemoryEntry<Guid, string>.Overhead(0, 0));
    }

    private static long Check<TKey, TValue>(TKey key, TValue value)
        where TKey : notnull
    {
        var tier = new MemoryTier<TKey, TValue>(Entries.Budget(1_000));
        var stamp = new AIKernel.Caching.Journal.JournalStamp(1, 1);
        var measured = Measure(() => new MemoryEntry<TKey, TValue> { Tier = tier, Key = key, Value = value, Stamp = stamp, Tags = [], FreshUntil = 0, ExpiresAt = 0, LoadedAt = 0, Size = 0 });
        var keyText = System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TKey>() ? 24 : 0;
        Assert.Equal(measured, MemoryEntry<TKey, TValue>.Overhead(0, 0) - EntryTable.BytesPerEntry - FrequencySketch.BytesPerEntry - keyText);
        return measured;
    }

    /// <summary>Bytes of one object. A collection in the midst of it adds to the count, so the least of several tries is right.</summary>
    private static long Measure(Func<object> create)
    {
        var kept = new object[Count];
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Count; i++) kept[i] = create();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least % Count);
        return least / Count;
    }
}
