using System.Security.Cryptography;
using System.Text;
using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>What is sensitive is in the shared tier encrypted, or not at all.</summary>
public sealed class EncryptionTests
{
    private const string Secret = "The combination is twenty-four, thirty-one, seven.";

    private static readonly byte[] OldKey = RandomNumberGenerator.GetBytes(32), NewKey = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData(1, PayloadCompression.Gzip)]
    [InlineData(100, PayloadCompression.None)]
    [InlineData(100, PayloadCompression.Gzip)]
    [InlineData(100, PayloadCompression.Brotli)]
    public async Task The_bytes_of_a_sensitive_entry_do_not_tell_its_value_and_another_node_reads_it(int times, PayloadCompression packing)
    {
        await using var world = new CacheWorld();
        var options = new CacheOptions { Encryption = Ring("new"), Compression = packing };
        var (one, other) = (await world.StartNodeAsync("a", options), await world.StartNodeAsync("b", options));
        var value = string.Concat(Enumerable.Repeat(Secret, times));
        await Bind(one, value).GetAsync("x", default);
        var frame = Assert.Single(world.Shared.Keys.Select(world.Shared.Get))!;

        Assert.Equal(128, frame[5] & 128);
        AssertDoesNotTell(frame, value, packing);
        Assert.Equal(value, await Bind(other, "loaded").GetAsync("x", default));
        Assert.Equal(1, other.Statistics.Operation("test.secret").SharedHits.Value);
    }

    [Fact]
    public async Task Only_what_is_sensitive_is_encrypted()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Encryption = Ring("new"), SensitiveTags = ["private"] });
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), tags: static (tags, _, value) => tags.Add(value));

        Assert.Equal(0, codec.FrameOf(node, "sensitive")[5]);
        Assert.Equal(128, codec.FrameOf(node, "private")[5]);
        Assert.Equal(128, node.CodecOf(CacheHarness.Serializer<string>(), Sensitive).FrameOf(node, "public")[5]);
    }

    [Fact]
    public async Task The_same_value_is_never_the_same_bytes_twice()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Encryption = Ring("new") });
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), Sensitive);

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(codec.FrameOf(node, Secret))).Distinct().Count());
    }

    [Fact]
    public async Task After_a_rotation_what_was_written_before_is_read_and_what_is_written_is_under_the_new_key()
    {
        await using var world = new CacheWorld();
        var before = await world.StartNodeAsync("before", new() { Encryption = new("old", Keys("old")) });
        var during = await world.StartNodeAsync("during", new() { Encryption = new("new", Keys("old", "new")) });
        var after = await world.StartNodeAsync("after", new() { Encryption = new("new", Keys("new")) });
        byte[] Write(CacheHarness node) => node.CodecOf(CacheHarness.Serializer<string>(), Sensitive).FrameOf(node, Secret);
        FrameVerdict Read(CacheHarness node, byte[] frame) => node.CodecOf(CacheHarness.Serializer<string>(), Sensitive).Decode("k", frame, "k", out _);

        Assert.Equal((FrameVerdict.Valid, FrameVerdict.UnknownKey), (Read(during, Write(before)), Read(after, Write(before))));
        Assert.Equal((FrameVerdict.Valid, FrameVerdict.UnknownKey), (Read(after, Write(during)), Read(before, Write(during))));
    }

    [Fact]
    public async Task An_entry_under_a_key_that_is_not_known_any_more_is_a_miss_and_overwritten()
    {
        await using var world = new CacheWorld();
        var (before, after) = (await world.StartNodeAsync("a", new() { Encryption = new("old", Keys("old")) }), await world.StartNodeAsync("b", new() { Encryption = new("new", Keys("new")) }));
        await Bind(before, "old").GetAsync("x", default);

        Assert.Equal("new", await Bind(after, "new").GetAsync("x", default));

        Assert.Equal(1, after.Statistics.Frames(FrameVerdict.UnknownKey).Value);
        Assert.Equal(FrameVerdict.Valid, after.CodecOf(CacheHarness.Serializer<string>()).Decode("x", world.Shared.Get(world.Shared.Keys[0]), world.Shared.Keys[0], out _));
    }

    [Fact]
    public async Task Every_change_to_any_byte_is_a_miss_even_under_a_right_checksum()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Encryption = Ring("new") });
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), Sensitive, static (tags, _, _) => tags.Add("one").Add("two"));
        var frame = codec.FrameOf(node, Secret);
        for (var index = 0; index < frame.Length - EntryFrame.ChecksumSize; index++)
            foreach (var flip in (byte[])[1, 2, 64, 128, 255])
            {
                var bytes = (byte[])frame.Clone();
                bytes[index] ^= flip;
                Assert.NotEqual(FrameVerdict.Valid, codec.Decode("k", Frames.Reseal(bytes), "k", out _));
            }
        Assert.Equal(FrameVerdict.Valid, codec.Decode("k", frame, "k", out var entry));
        Assert.Equal(Secret, entry!.Value);
    }

    [Fact]
    public async Task An_entry_moved_to_another_key_is_a_miss()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Encryption = Ring("new") });
        var codec = node.CodecOf(CacheHarness.Serializer<string>(), Sensitive);
        var (mine, yours) = (codec.FrameOf(node, Secret, "mine"), codec.FrameOf(node, "nothing", "yours"));
        yours.AsSpan(56, 16).CopyTo(mine.AsSpan(56)); // the hash of the other key

        Assert.Equal(FrameVerdict.Forged, codec.Decode("yours", Frames.Reseal(mine), "yours", out _));
    }

    [Fact]
    public async Task An_entry_that_should_be_encrypted_and_is_not_is_a_miss()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Encryption = Ring("new") });
        var plain = node.CodecOf(CacheHarness.Serializer<string>());
        var frame = plain.FrameOf(node, Secret);
        var tagged = Frames.Make("k", new(new(1, 1_000), 0, long.MaxValue, long.MaxValue), "\"x\""u8.ToArray(), [Tag.Of("sensitive")]);

        Assert.Equal(FrameVerdict.Valid, plain.Decode("k", frame, "k", out _));
        Assert.Equal(FrameVerdict.Forged, node.CodecOf(CacheHarness.Serializer<string>(), Sensitive).Decode("k", frame, "k", out _));
        Assert.Equal(FrameVerdict.Forged, plain.Decode("k", tagged, "k", out _));
    }

    [Fact]
    public async Task Without_a_key_a_sensitive_value_is_in_memory_alone_and_counted()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var loads = 0;
        var values = node.Bind("secret", (_, _) => new ValueTask<string>($"{Secret}{++loads}"), tags: static (tags, _, _) => tags.Add("sensitive"));

        Assert.Equal(await values.GetAsync("x", default), await values.GetAsync("x", default));

        Assert.Equal(1, node.Statistics.Operation("test.secret").MemoryHits.Value);
        Assert.Equal(1, node.Statistics.SharedTierErrors("no-encryption-key").Value);
        Assert.DoesNotContain(world.Shared.Keys, key => world.Shared.Get(key)!.Length > 0);
    }

    [Fact]
    public async Task Without_a_key_an_encrypted_entry_is_a_miss()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a", new() { Encryption = Ring("new") }), await world.StartNodeAsync("b"));
        var frame = one.CodecOf(CacheHarness.Serializer<string>(), Sensitive).FrameOf(one, Secret);

        Assert.Equal(FrameVerdict.UnknownKey, other.CodecOf(CacheHarness.Serializer<string>(), Sensitive).Decode("k", frame, "k", out _));
    }

    [Fact]
    public void A_ring_without_its_current_key_or_with_a_key_of_another_size_is_refused_without_a_word_of_the_keys()
    {
        var unknown = Assert.Throws<ArgumentException>(static () => new EncryptionKeyRing("third", Keys("old", "new")));
        var small = Assert.Throws<ArgumentException>(static () => new EncryptionKeyRing("old", new Dictionary<string, byte[]> { ["old"] = OldKey[..31] }));

        Assert.Contains("third", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("31 bytes", small.Message, StringComparison.Ordinal);
        foreach (var text in new[] { unknown.Message, small.Message, new CacheOptions { Encryption = Ring("old") }.ToString() })
            Assert.DoesNotContain(Convert.ToBase64String(OldKey)[..16], text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_keeps_its_keys_whatever_becomes_of_the_arrays_it_was_given()
    {
        var keys = Keys("new");
        var (ring, payload, plaintext) = (new EncryptionKeyRing("new", keys), new byte[EncryptionKeyRing.Overhead + 3], new byte[3]);
        keys["new"].AsSpan().Clear();
        new byte[] { 1, 2, 3 }.CopyTo(payload, EncryptionKeyRing.Prefix);
        ring.Encrypt([], payload);

        Assert.Equal(FrameVerdict.Valid, Ring("new").Decrypt([], payload, plaintext));
        Assert.Equal([1, 2, 3], plaintext);
    }

    private static EntryPolicy Sensitive => EntryPolicy.Of(TimeSpan.FromHours(1)) with { Sensitive = true };

    private static EncryptionKeyRing Ring(string current) => new(current, Keys("old", "new"));

    private static Dictionary<string, byte[]> Keys(params string[] ids) => ids.ToDictionary(static id => id, static id => (byte[])(id == "old" ? OldKey : NewKey).Clone());

    private static CachedOperation<string, string> Bind(CacheHarness node, string value) =>
        node.Bind("secret", (_, _) => new ValueTask<string>(value), tags: static (tags, _, _) => tags.Add("sensitive"));

    private static void AssertDoesNotTell(byte[] frame, string value, PayloadCompression packing)
    {
        var json = Encoding.UTF8.GetBytes($"\"{value}\"");
        var packed = new byte[json.Length + 100];
        for (var at = 0; at + 8 <= Secret.Length; at++) Assert.Equal(-1, frame.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret[at..(at + 8)])));
        if (PayloadPacking.TryPack(packing, json, packed, out var written)) Assert.Equal(-1, frame.AsSpan().IndexOf(packed.AsSpan(0, Math.Min(written, 24))));
    }
}
