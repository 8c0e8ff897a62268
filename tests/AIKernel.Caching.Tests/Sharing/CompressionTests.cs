using System.Buffers;
using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>What is compressed in the shared tier, as settings and policies say, and that every node reads it.</summary>
public sealed class CompressionTests
{
    [Theory]
    [InlineData(1_023, false)]
    [InlineData(1_024, false)]
    [InlineData(1_025, true)]
    [InlineData(2_000, true)]
    public async Task Payloads_above_the_threshold_are_packed_and_read_back(int bytes, bool packed)
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var value = new string('x', bytes - 2); // two quotes belong to the payload
        await one.Bind("text", (_, _) => new ValueTask<string>(value)).GetAsync("x", default);
        var frame = Assert.Single(world.Shared.Keys.Select(world.Shared.Get))!;

        Assert.Equal(packed ? 1 : 0, frame[5]);
        Assert.Equal(packed, frame.Length < 1_000);
        Assert.Equal(bytes, BitConverter.ToInt32(frame, 72));
        Assert.Equal(value, await other.Bind("text", static (_, _) => new ValueTask<string>("loaded")).GetAsync("x", default));
    }

    [Theory]
    [InlineData(PayloadCompression.None, null, 0)]
    [InlineData(PayloadCompression.Gzip, null, 1)]
    [InlineData(PayloadCompression.Brotli, null, 2)]
    [InlineData(PayloadCompression.None, PayloadCompression.Brotli, 2)]
    [InlineData(PayloadCompression.Brotli, PayloadCompression.Gzip, 1)]
    [InlineData(PayloadCompression.Gzip, PayloadCompression.None, 0)]
    public async Task A_policy_overrules_the_setting_and_nodes_of_any_setting_read_it(PayloadCompression setting, PayloadCompression? policy, int expected)
    {
        await using var world = new CacheWorld();
        var one = await world.StartNodeAsync("a", new() { Compression = setting });
        var value = string.Concat(Enumerable.Range(0, 1_000));
        var written = EntryPolicy.Of(TimeSpan.FromHours(1)) with { Compression = policy };
        await one.Bind("text", (_, _) => new ValueTask<string>(value), written).GetAsync("x", default);

        Assert.Equal(expected, Assert.Single(world.Shared.Keys.Select(world.Shared.Get))![5]);
        foreach (var compression in Enum.GetValues<PayloadCompression>())
        {
            var other = await world.StartNodeAsync($"reader {compression}", new() { Compression = compression });
            Assert.Equal(value, await other.Bind("text", static (_, _) => new ValueTask<string>("loaded")).GetAsync("x", default));
        }
    }

    [Theory]
    [InlineData(PayloadCompression.Gzip)]
    [InlineData(PayloadCompression.Brotli)]
    public async Task What_does_not_get_smaller_stays_as_it_is(PayloadCompression how)
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync("a", new() { Compression = how });
        var noise = new byte[3_000];
        new Random(3).NextBytes(noise);
        var codec = node.CodecOf(new RawBytes());

        var frame = codec.FrameOf(node, noise);

        Assert.Equal(0, frame[5]);
        Assert.True(frame.AsSpan().IndexOf(noise) > 0);
        Assert.Equal(FrameVerdict.Valid, codec.Decode("k", frame, "k", out var entry));
        Assert.Equal(noise, entry!.Value);
    }

    private sealed class RawBytes : ICacheSerializer<byte[]>
    {
        public string Fingerprint => "raw";

        public void Serialize(IBufferWriter<byte> output, byte[] value) => output.Write(value);

        public byte[] Deserialize(ReadOnlySpan<byte> bytes) => bytes.ToArray();
    }
}
