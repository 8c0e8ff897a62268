using System.IO.Compression;
using System.Text;
using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

public sealed class PayloadPackingTests
{
    [Fact]
    public void What_was_packed_unpacks_to_the_same()
    {
        var payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"kind\":\"model\"},", 200)));

        var packed = PayloadPacking.TryPack(payload)!;

        Assert.True(packed.Length < payload.Length / 10);
        Assert.Equal(payload, PayloadPacking.TryUnpack(packed, payload.Length));
    }

    [Fact]
    public void What_does_not_get_smaller_stays_as_it_is()
    {
        var noise = new byte[4_000];
        new Random(1).NextBytes(noise);

        Assert.Null(PayloadPacking.TryPack(noise));
        Assert.Null(PayloadPacking.TryPack([]));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1_001)]
    [InlineData(0)]
    public void Another_length_than_was_told_is_damage(int length) => Assert.Null(PayloadPacking.TryUnpack(PayloadPacking.TryPack(new byte[1_000])!, length));

    [Fact]
    public void A_bomb_is_unpacked_no_further_than_it_claimed()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var i = 0; i < 100; i++) gzip.Write(new byte[1 << 20]);
        var bomb = output.ToArray();
        PayloadPacking.TryUnpack(bomb, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(PayloadPacking.TryUnpack(bomb, 1_000));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Damaged_and_foreign_bytes_are_told_never_thrown()
    {
        var random = new Random(2);
        var packed = PayloadPacking.TryPack(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 500))))!;
        var length = PayloadPacking.TryUnpack(packed, 1_889) is null ? throw new InvalidOperationException("The sample does not unpack.") : 1_889;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])packed.Clone();
            if (round % 2 == 0) random.NextBytes(bytes);
            else bytes[random.Next(10, bytes.Length)] ^= (byte)random.Next(1, 256);
            PayloadPacking.TryUnpack(bytes, length);
            PayloadPacking.TryUnpack(bytes.AsSpan(0, random.Next(bytes.Length)), length);
        }
    }

    [Theory]
    [InlineData(1_024, false)]
    [InlineData(1_025, true)]
    public async Task Payloads_above_the_threshold_are_packed_and_read_back(int bytes, bool packed)
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var value = new string('x', bytes - 2); // two quotes belong to the payload
        var values = one.Bind("text", (_, _) => new ValueTask<string>(value));
        await values.GetAsync("x", default);
        var frame = world.Shared.Get(world.Shared.Keys[0])!;

        Assert.Equal(packed ? 1 : 0, frame[5]);
        Assert.Equal(packed, frame.Length < 1_000);
        Assert.Equal(bytes, BitConverter.ToInt32(frame, 64));
        var copies = other.Bind("text", static (_, _) => new ValueTask<string>("loaded"));
        Assert.Equal(value, await copies.GetAsync("x", default));
    }

    [Fact]
    public async Task Nothing_is_packed_where_packing_is_off_or_does_not_help()
    {
        await using var world = new CacheWorld();
        var (plain, packing) = (await world.StartNodeAsync("a", new() { Compress = false }), await world.StartNodeAsync("b"));
        var noise = new byte[3_000];
        new Random(3).NextBytes(noise);
        await plain.Bind("zeros", static (_, _) => new ValueTask<byte[]>(new byte[3_000])).GetAsync("x", default);
        var noisy = packing.Cache.Bind(new OperationDefinition<object, string, byte[]>
        {
            Prefix = "test",
            Name = "noise",
            Policy = EntryPolicy.Of(TimeSpan.FromHours(1)),
            Serializer = new RawBytes(),
            Key = static (key, text) => key.Add(text),
            Tags = static (_, _, _) => { },
            Load = (_, _, _) => new(noise),
        }, new object());
        await noisy.GetAsync("x", default);

        Assert.Equal(2, world.Shared.Keys.Count);
        Assert.All(world.Shared.Keys, key => Assert.Equal(0, world.Shared.Get(key)![5]));
    }

    private sealed class RawBytes : ICacheSerializer<byte[]>
    {
        public string Fingerprint => "raw";

        public void Serialize(System.Buffers.IBufferWriter<byte> output, byte[] value) => System.Buffers.BuffersExtensions.Write(output, value);

        public byte[] Deserialize(ReadOnlySpan<byte> bytes) => bytes.ToArray();
    }
}
