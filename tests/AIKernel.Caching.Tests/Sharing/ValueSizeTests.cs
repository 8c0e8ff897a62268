using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>What is too large is answered, counted, and kept nowhere.</summary>
public sealed class ValueSizeTests
{
    private const int Limit = 4_096;

    [Theory]
    [InlineData(PayloadCompression.None, Limit, true)]
    [InlineData(PayloadCompression.None, Limit + 1, false)]
    [InlineData(PayloadCompression.Gzip, Limit, true)]
    [InlineData(PayloadCompression.Gzip, Limit + 1, false)] // it is the value that is too large, however small it packs
    public async Task A_value_is_kept_up_to_the_limit_and_one_byte_more_is_not(PayloadCompression packing, int bytes, bool kept)
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MaxValueBytes = Limit, Compression = packing });
        var loads = 0;
        var value = new string('x', bytes - 2);
        var values = node.Bind("large", (_, _) => { loads++; return new ValueTask<string>(value); });

        Assert.Equal(value, await values.GetAsync("x", default));
        Assert.Equal(value, await values.GetAsync("x", default));

        Assert.Equal(kept ? 1 : 2, loads);
        Assert.Equal(kept ? 0 : 2, node.Statistics.TooLarge.Value);
        Assert.Equal(kept ? 1 : 0, world.Shared.Keys.Count);
        Assert.Equal(kept ? 1 : 0, node.Memory.Entries);
    }

    [Fact]
    public async Task The_largest_value_is_read_back_even_where_encryption_makes_it_larger()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MaxValueBytes = Limit, Compression = PayloadCompression.None, Encryption = new("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] }) });
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), EntryPolicy.Of(TimeSpan.FromHours(1)) with { Sensitive = true });

        Assert.Equal(FrameVerdict.Valid, codec.Decode("k", codec.FrameOf(node, new('x', Limit - 2)), "k", out _));
        Assert.Empty(codec.FrameOf(node, new('x', Limit - 1)));
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_the_load_of_a_value_that_is_too_large()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MaxValueBytes = Limit });
        var (loads, release) = (0, new TaskCompletionSource());
        var values = node.Bind("large", async (_, _) =>
        {
            Interlocked.Increment(ref loads);
            await release.Task;
            return new string('x', Limit);
        });
        var callers = Enumerable.Range(0, 10).Select(_ => values.GetAsync("x", default).AsTask()).ToArray();
        release.SetResult();
        await Task.WhenAll(callers);

        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task An_entry_with_more_tags_than_fit_is_kept_nowhere()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        Action<TagSet, string, int> Tags(int count) => (tags, _, _) => { for (var i = 0; i < count; i++) tags.Add($"tag {i}"); };

        Assert.NotEmpty(node.CodecOf(CacheHarness.Serializer<int>(), tags: Tags(EntryFrame.MaxTags)).FrameOf(node, 1));
        Assert.Empty(node.CodecOf(CacheHarness.Serializer<int>(), tags: Tags(EntryFrame.MaxTags + 1)).FrameOf(node, 1));
        Assert.Equal(1, node.Statistics.TooLarge.Value);
    }

    [Fact]
    public async Task A_weigher_says_what_a_value_weighs_in_memory_wherever_it_comes_from()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var (weighed, guessed) = (node.CodecOf(CacheHarness.Serializer<string>(), weigh: static value => value.Length * 1_000L), node.CodecOf(CacheHarness.Serializer<string>()));
        using var loaded = weighed.Encode("k", "12345", "k", Codecs.StampOf(node));
        Assert.Equal(FrameVerdict.Valid, weighed.Decode("k", loaded.Frame.Span, "k", out var copy));
        using var plain = guessed.Encode("k", "12345", "k", Codecs.StampOf(node));

        Assert.Equal(loaded.Entry.Size, copy!.Size);
        Assert.Equal(5_000 - 2 * 7, loaded.Entry.Size - plain.Entry.Size); // without one: twice the seven bytes of "12345"
    }

    [Fact]
    public async Task A_weigher_that_cannot_cope_with_what_foreign_bytes_became_is_a_miss()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), weigh: static value => value.Length);
        var frame = Frames.Make("k", new(new(1, 1_000), 0, long.MaxValue, long.MaxValue), "null"u8.ToArray());

        Assert.Equal(FrameVerdict.Payload, codec.Decode("k", frame, "k", out _));
    }
}
