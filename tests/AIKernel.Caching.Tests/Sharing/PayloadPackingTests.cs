using System.IO.Compression;
using System.Text;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Tests.Sharing;

public sealed class PayloadPackingTests
{
    public static TheoryData<PayloadCompression> Ways => new(PayloadCompression.Gzip, PayloadCompression.Brotli);

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_was_packed_unpacks_to_the_same(PayloadCompression how)
    {
        foreach (var count in new[] { 20, 70, 4_000, 70_000 })
        {
            var payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(static n => $"{{\"kind\":\"model\",\"n\":{n % 97}}},")));

            var packed = Pack(how, payload, payload.Length)!;

            Assert.True(packed.Length < payload.Length / 2);
            Assert.Equal(payload, Unpack(how, packed, payload.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_does_not_fit_is_told(PayloadCompression how)
    {
        var noise = new byte[40_000];
        new Random(1).NextBytes(noise);

        Assert.Null(Pack(how, noise, noise.Length - 1));
        Assert.Null(Pack(how, noise, 0));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Another_length_than_was_told_is_damage(PayloadCompression how)
    {
        var packed = Pack(how, new byte[1_000], 1_000)!;

        Assert.NotNull(Unpack(how, packed, 1_000));
        Assert.All([0, 1, 999, 1_001, 100_000], length => Assert.Null(Unpack(how, packed, length)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void One_way_does_not_unpack_what_another_packed(PayloadCompression how)
    {
        var other = how == PayloadCompression.Gzip ? PayloadCompression.Brotli : PayloadCompression.Gzip;

        Assert.Null(Unpack(how, Pack(other, new byte[1_000], 1_000)!, 1_000));
        Assert.Null(Unpack(PayloadCompression.None, new byte[10], 10));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_bomb_is_unpacked_no_further_than_it_claimed(PayloadCompression how)
    {
        using var output = new MemoryStream();
        using (Stream bomb = how == PayloadCompression.Gzip ? new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true) : new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true))
            for (var i = 0; i < 100; i++) bomb.Write(new byte[1 << 20]);
        var bytes = output.ToArray();
        Unpack(how, bytes, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(Unpack(how, bytes, 1_000));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Damaged_and_foreign_bytes_are_told_never_thrown(PayloadCompression how)
    {
        var random = new Random(2);
        var text = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 500)));
        var packed = Pack(how, text, text.Length)!;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])packed.Clone();
            if (round % 2 == 0) random.NextBytes(bytes);
            else bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            Unpack(how, bytes, text.Length);
            Assert.Null(Unpack(how, packed.AsSpan(0, random.Next(packed.Length - 1)).ToArray(), text.Length));
        }
    }

    private static byte[]? Pack(PayloadCompression how, byte[] payload, int room)
    {
        var destination = new byte[room];
        return PayloadPacking.TryPack(how, payload, destination, out var written) ? destination[..written] : null;
    }

    private static byte[]? Unpack(PayloadCompression how, byte[] packed, int length)
    {
        var payload = new byte[length];
        return PayloadPacking.TryUnpack(how, packed, payload) ? payload : null;
    }
}
