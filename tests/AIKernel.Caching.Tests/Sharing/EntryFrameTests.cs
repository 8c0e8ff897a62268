using AIKernel.Caching.Journal;
using AIKernel.Caching.Sharing;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Caching.Tests.Sharing;

public sealed class EntryFrameTests
{
    private const string Key = "aikernel_:v1.0123abcd:resource:get:x";
    private const long Now = 1_000_000;
    private const int MaxPayload = 1 << 20;

    [Fact]
    public void What_was_written_is_read_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ulong Epoch, ulong Horizon, ulong End, ulong[] InProgress, long LoadedAt, PositiveInt Lifetime)>(),
        ArbMap.Default.ArbFor<(ulong[] Tags, byte[] Payload, byte Packing, NonNegativeInt Unpacked)>(),
        ArbMap.Default.ArbFor<NonNull<string>>(),
        static (head, body, key) =>
        {
            var header = new EntryHeader(new(head.Epoch, head.Horizon, head.End, [.. head.InProgress.Take(JournalStamp.MaxInProgress)]), head.LoadedAt, Now + head.Lifetime.Get / 2, Now + head.Lifetime.Get);
            var packing = (PayloadCompression)(body.Packing % 3);
            var bytes = Frames.Make(key.Get, header, body.Payload, body.Tags, packing, body.Unpacked.Get);

            Assert.Equal(FrameVerdict.Valid, EntryFrame.Read(bytes, key.Get, Now, MaxPayload, out var frame));
            Assert.Equal(header, frame.Header);
            Assert.Equal((packing, false, body.Unpacked.Get), (frame.Packing, frame.Encrypted, frame.UnpackedLength));
            Assert.Equal(body.Tags, frame.Tags);
            Assert.Equal(body.Payload, frame.Payload.ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_layout_is_as_documented()
    {
        var bytes = Frames.Make("k", Header, [0xAB], [0x1122334455667788], PayloadCompression.Brotli);

        Assert.Equal(
            "41494B31" + "03" + "02" + "0100"
            + "0700000000000000" + "0900000000000000" + "0C00000000000000"
            + "010F000000000000" + "A00F000000000000" + "D00F000000000000",
            Convert.ToHexString(bytes.AsSpan(0, 56)));
        Assert.Equal("01000000" + "01000000" + "0100000000000000" + "0A00000000000000" + "8877665544332211" + "AB", Convert.ToHexString(bytes.AsSpan(72, 33)));
        Assert.Equal(88 + 8 + 8 + 1 + 8, bytes.Length);
    }

    [Fact]
    public void Every_damage_to_a_single_byte_is_noticed()
    {
        var bytes = Valid();
        for (var index = 0; index < bytes.Length; index++)
            for (var flip = 1; flip < 256; flip++)
            {
                bytes[index] ^= (byte)flip;
                Assert.NotEqual(FrameVerdict.Valid, Read(bytes));
                bytes[index] ^= (byte)flip;
            }
        Assert.Equal(FrameVerdict.Valid, Read(bytes));
    }

    [Fact]
    public void Every_truncation_and_every_appended_byte_is_noticed()
    {
        var bytes = Valid();
        for (var length = 0; length < bytes.Length; length++) Assert.NotEqual(FrameVerdict.Valid, Read(bytes.AsSpan(0, length)));
        Assert.Equal(FrameVerdict.Truncated, Read([.. bytes, 0]));
    }

    [Fact]
    public void Random_bytes_are_never_valid_and_never_throw()
    {
        var random = new Random(20260101);
        var valid = Valid();
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            // Half of them begin like a frame, so that they get past the first look.
            if (round % 2 == 0) valid.AsSpan(0, Math.Min(bytes.Length, random.Next(valid.Length))).CopyTo(bytes);
            if (bytes.AsSpan().SequenceEqual(valid)) continue;
            Assert.NotEqual(FrameVerdict.Valid, Read(bytes));
        }
    }

    [Fact]
    public void A_frame_under_another_key_is_refused() =>
        Assert.Equal(FrameVerdict.Key, EntryFrame.Read(Valid(), Key + "y", Now, MaxPayload, out _));

    [Theory]
    [InlineData(4_047, true)]
    [InlineData(4_048, false)]
    [InlineData(4_049, false)]
    public void A_frame_is_expired_from_its_expiry_on(long now, bool valid) =>
        Assert.Equal(valid ? FrameVerdict.Valid : FrameVerdict.Expired, EntryFrame.Read(Frames.Make(Key, Header, []), Key, now, MaxPayload, out _));

    [Theory]
    [InlineData(72, MaxPayload + 1)]
    [InlineData(72, -1)]
    [InlineData(72, int.MaxValue)]
    [InlineData(76, MaxPayload + 1)]
    [InlineData(76, int.MinValue)]
    [InlineData(76, int.MaxValue)]
    [InlineData(80, JournalStamp.MaxInProgress + 1)]
    [InlineData(84, 1)]
    public void A_frame_that_claims_too_much_is_refused_before_anything_is_allocated(int offset, int claim)
    {
        var bytes = Valid();
        BitConverter.TryWriteBytes(bytes.AsSpan(offset), claim);
        Frames.Reseal(bytes);
        Read(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var verdict = Read(bytes);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(FrameVerdict.TooLarge, verdict);
    }

    [Theory]
    [InlineData(0, 2, "Foreign")]
    [InlineData(4, 3, "Version")]
    [InlineData(5, 3, "Version")]
    [InlineData(5, 64, "Version")]
    [InlineData(5, 128, "Truncated")] // there is no room for what comes with encryption
    [InlineData(6, 2, "Truncated")]
    [InlineData(56, 2, "Key")]
    [InlineData(71, 2, "Key")]
    public void A_resealed_frame_is_refused_for_what_is_odd_about_it(int offset, int flip, string verdict)
    {
        var bytes = Valid();
        bytes[offset] ^= (byte)flip;

        Assert.Equal(Enum.Parse<FrameVerdict>(verdict), Read(Frames.Reseal(bytes)));
    }

    [Fact]
    public void A_frame_of_the_format_before_is_of_another_version()
    {
        var bytes = Valid();
        bytes[4] = 2;

        Assert.Equal(FrameVerdict.Version, Read(Frames.Reseal(bytes)));
    }

    [Theory]
    [InlineData(2_000, 2_000)]
    [InlineData(9_999, 4_048)]
    public void A_frame_is_never_fresh_for_longer_than_it_lives(long soft, long fresh)
    {
        var bytes = Frames.Make(Key, new(new(7, 9), 1, soft, 4_048), []);

        Assert.Equal(FrameVerdict.Valid, EntryFrame.Read(bytes, Key, 1_000, MaxPayload, out var frame));
        Assert.Equal(fresh, frame.Header.FreshUntil);
    }

    private static EntryHeader Header => new(new(7, 9, 12, [10]), 3_841, 4_000, 4_048);

    private static byte[] Valid() => Frames.Make(Key, new(new(7, 9, 12, [10]), Now, Now + 1, Now + 1), new byte[20], [1, 2, 3]);

    private static FrameVerdict Read(ReadOnlySpan<byte> bytes) => EntryFrame.Read(bytes, Key, Now, MaxPayload, out _);
}
