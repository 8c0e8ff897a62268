using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>Frames are made and read in memory of the pool: what is allocated is what is kept.</summary>
public sealed class PooledMemoryTests
{
    private sealed record Item(Guid Id, string Name, string Title, string Description, DateTimeOffset UpdatedAt, long Downloads, string[] Tags);

    private sealed record Listing(Item[] Items, string? Next);

    public static TheoryData<string, PayloadCompression, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, PayloadCompression, bool>();
            foreach (var format in new[] { "json", "msgpack" })
                foreach (var packing in Enum.GetValues<PayloadCompression>())
                    foreach (var encrypted in new[] { false, true }) ways.Add(format, packing, encrypted);
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reading_a_page_of_60_KB_allocates_hardly_more_than_its_deserialization_alone(string format, PayloadCompression packing, bool encrypted)
    {
        await using var world = new CacheWorld();
        var node = await StartNodeAsync(world, packing);
        var codec = node.CodecOf(SerializerOf(format), Policy(encrypted), static (tags, _, page) => { foreach (var item in page.Items) tags.Add("item", item.Id); });
        var (page, key) = (MakePage(), "aikernel_:v1:test:page");
        var frame = codec.FrameOf(node, page, key);

        var json = JsonSerializer.SerializeToUtf8Bytes(page);
        var graph = LeastAllocatedBy(() => JsonSerializer.Deserialize<Listing>(json));
        var read = LeastAllocatedBy(() => Assert.Equal(FrameVerdict.Valid, codec.Decode(key, frame, key, out _)));

        Assert.InRange(BitConverter.ToInt32(frame, 72), format == "json" ? 60_000 : 55_000, 65_000);
        Assert.InRange(read, graph, graph * 1.05);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Writing_a_page_of_60_KB_allocates_its_entry_and_tags_and_little_else(string format, PayloadCompression packing, bool encrypted)
    {
        await using var world = new CacheWorld();
        var node = await StartNodeAsync(world, packing);
        var codec = node.CodecOf(SerializerOf(format), Policy(encrypted), static (tags, _, _) => tags.Add("page"));
        var (page, stamp) = (MakePage(), Codecs.StampOf(node));

        var written = LeastAllocatedBy(() =>
        {
            using var encoded = codec.Encode("k", page, "k", stamp);
            Assert.False(encoded.Frame.IsEmpty);
            encoded.GiveBack();
        });

        Assert.InRange(written, 1, 2_500);
    }

    [Fact]
    public async Task The_memory_of_a_frame_that_was_handed_out_does_not_go_back_before_the_shared_tier_has_answered()
    {
        await using var world = new CacheWorld();
        var node = await StartNodeAsync(world, PayloadCompression.None);
        var codec = node.CodecOf(CacheHarness.Serializer<string>());
        var stamp = Codecs.StampOf(node);
        ReadOnlyMemory<byte> lent;
        using (var encoded = codec.Encode("k", new('a', 3_000), "k", stamp)) lent = encoded.Frame;
        var frame = lent.ToArray();

        // Whatever is encoded afterwards, on this thread, whose pool would give the same memory out first, does not touch it.
        for (var i = 0; i < 100; i++)
        {
            using var encoded = codec.Encode("k", new('b', 3_000), "k", stamp);
            Assert.False(encoded.Frame.Span.Overlaps(lent.Span));
        }
        Assert.Equal(frame, lent.ToArray());
    }

    [Fact]
    public async Task The_memory_of_a_frame_that_was_answered_or_never_handed_out_is_used_again()
    {
        await using var world = new CacheWorld();
        var node = await StartNodeAsync(world, PayloadCompression.None);
        var codec = node.CodecOf(CacheHarness.Serializer<string>());
        var stamp = Codecs.StampOf(node);
        ReadOnlyMemory<byte> answered, next;
        using (codec.Encode("k", new('a', 3_000), "k", stamp)) { }
        using (var encoded = codec.Encode("k", new('a', 3_000), "k", stamp))
        {
            answered = encoded.Frame;
            encoded.GiveBack();
        }
        using (var encoded = codec.Encode("k", new('b', 3_000), "k", stamp)) next = encoded.Frame;

        Assert.True(next.Span.Overlaps(answered.Span));
    }

    private static Task<CacheHarness> StartNodeAsync(CacheWorld world, PayloadCompression packing) =>
        world.StartNodeAsync(options: new() { Compression = packing, Encryption = new("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] }) });

    private static EntryPolicy Policy(bool encrypted) => EntryPolicy.Of(TimeSpan.FromHours(1)) with { Sensitive = encrypted };

    private static ICacheSerializer<Listing> SerializerOf(string format) => format == "json"
        ? CacheHarness.Serializer<Listing>()
        : new MessagePackCacheSerializer<Listing>((JsonTypeInfo<Listing>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Listing)));

    private static Listing MakePage() => new([.. Enumerable.Range(0, 150).Select(static n => new Item(
        new(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        $"models/some-model-{n}",
        $"Some model of {n} layers",
        string.Concat(Enumerable.Range(0, 25).Select(word => $"word{n * word % 97} ")),
        DateTimeOffset.UnixEpoch.AddMinutes(n),
        n * 1_000_003L,
        ["text-generation", $"size-{n}", "open-weights"]))], "next");

    private static long LeastAllocatedBy(Action act)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 40; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
