using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>Whatever is odd in the shared tier is a miss, a counter, and overwritten.</summary>
public sealed class BadFramesTests
{
    [Theory]
    [InlineData("", "Truncated")]
    [InlineData("not a frame of ours, but long enough to be one if only it began like one, which it does not, as anybody can see", "Foreign")]
    public async Task Foreign_bytes_are_a_miss_a_counter_and_overwritten(string text, string verdict) =>
        await IsAMissAsync(_ => System.Text.Encoding.UTF8.GetBytes(text), Enum.Parse<FrameVerdict>(verdict));

    [Fact]
    public Task A_damaged_frame_is_a_miss() => IsAMissAsync(static bytes => { bytes[^9] ^= 1; return bytes; }, FrameVerdict.Checksum);

    [Fact]
    public Task A_payload_that_the_serializer_does_not_read_is_a_miss() => IsAMissAsync(static _ => Forge("\"seven\""u8.ToArray()), FrameVerdict.Payload);

    [Fact]
    public Task A_payload_with_something_after_its_value_is_a_miss() => IsAMissAsync(static _ => Forge("7 7"u8.ToArray()), FrameVerdict.Payload);

    [Fact]
    public Task A_payload_that_says_it_is_packed_and_is_not_is_a_miss() => IsAMissAsync(static _ => Forge("7"u8.ToArray(), PayloadCompression.Gzip, 1), FrameVerdict.Payload);

    [Fact]
    public Task A_packed_payload_longer_than_it_claims_is_a_miss() => IsAMissAsync(static _ => Forge(Packed(PayloadCompression.Gzip), PayloadCompression.Gzip, 10), FrameVerdict.Payload);

    [Fact]
    public Task A_frame_of_another_epoch_is_a_miss() => IsAMissAsync(static _ => Forge("8"u8.ToArray(), epoch: 2), FrameVerdict.Invalidated);

    [Fact]
    public Task A_frame_that_claims_more_than_is_kept_is_a_miss() => IsAMissAsync(static _ => Forge("8"u8.ToArray(), PayloadCompression.Gzip, int.MaxValue), FrameVerdict.TooLarge);

    /// <summary>A valid frame passes this test's own forgery, so that the refusals above are for the reason they name.</summary>
    [Fact]
    public async Task A_forged_frame_in_which_nothing_is_odd_is_a_hit()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        world.Database.Write("x", 7);
        await one.CatchUpAsync();
        await other.CatchUpAsync();
        await one.BindValues().GetAsync("x", default);
        world.Shared.Set(world.Shared.Keys[0], Forge("8"u8.ToArray())(world), TimeSpan.FromHours(1));

        Assert.Equal(8, await other.BindValues().GetAsync("x", default));
    }

    [Theory]
    [InlineData(PayloadCompression.None)]
    [InlineData(PayloadCompression.Gzip)]
    [InlineData(PayloadCompression.Brotli)]
    public Task A_packed_payload_that_unpacks_to_another_packed_one_is_a_miss(PayloadCompression inner) =>
        IsAMissAsync(_ => Forge(Packed(PayloadCompression.Gzip, Packed(inner)), PayloadCompression.Gzip, Packed(inner).Length), FrameVerdict.Payload);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public Task A_payload_that_is_not_packed_and_not_as_long_as_it_claims_is_a_miss(int difference) =>
        IsAMissAsync(_ => Forge("8"u8.ToArray(), unpacked: 1 + difference), FrameVerdict.Payload);

    [Fact]
    public async Task A_copy_lives_no_longer_than_the_policy_lets_it_whatever_it_says()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        await one.BindValues().GetAsync("x", default);
        var codec = other.CodecOf(CacheHarness.Serializer<long?>(), EntryPolicy.Of(TimeSpan.FromMinutes(1)));
        foreach (var (soft, hard) in new[] { (long.MaxValue, long.MaxValue), (long.MinValue, long.MaxValue), (0L, long.MaxValue - 1) })
        {
            var frame = Frames.Make("k", new(new(1, 1_000), long.MinValue, soft, hard), "8"u8.ToArray());

            Assert.Equal(FrameVerdict.Valid, codec.Decode("k", frame, "k", out var entry));
            Assert.Equal(other.Clock.Now + 60_000, entry!.ExpiresAt);
            Assert.InRange(entry.FreshUntil, other.Clock.Now, entry.ExpiresAt);
        }
    }

    private static byte[] Packed(PayloadCompression how, byte[]? payload = null)
    {
        payload ??= new byte[100_000];
        var packed = new byte[payload.Length + 100];
        return how == PayloadCompression.None ? payload : PayloadPacking.TryPack(how, payload, packed, out var written) ? packed[..written] : throw new InvalidOperationException("It does not fit.");
    }

    private static Task IsAMissAsync(Func<byte[], byte[]> damage, FrameVerdict verdict) => IsAMissAsync((bytes, _) => damage(bytes), verdict);

    private static Task IsAMissAsync(Func<byte[], Func<CacheWorld, byte[]>> forge, FrameVerdict verdict) => IsAMissAsync((bytes, world) => forge(bytes)(world), verdict);

    private static async Task IsAMissAsync(Func<byte[], CacheWorld, byte[]> damage, FrameVerdict verdict)
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        world.Database.Write("x", 7);
        await one.CatchUpAsync();
        await other.CatchUpAsync();
        await one.BindValues().GetAsync("x", default);
        var key = Assert.Single(world.Shared.Keys);
        var good = world.Shared.Get(key)!;
        world.Shared.Set(key, damage((byte[])good.Clone(), world), TimeSpan.FromHours(1));

        Assert.Equal(7, await other.BindValues().GetAsync("x", default));

        Assert.Equal(1, other.Statistics.Frames(verdict).Value);
        Assert.Equal(good.Length, world.Shared.Get(key)!.Length);
        Assert.Equal(0, other.Statistics.Operation("test.value").SharedHits.Value);
    }

    private static Func<CacheWorld, byte[]> Forge(byte[] payload, PayloadCompression packing = PayloadCompression.None, int? unpacked = null, ulong epoch = 1) => world =>
    {
        var now = world.Time.GetUtcNow();
        var expires = now.AddHours(1).ToUnixTimeMilliseconds();
        return Frames.Make(world.Shared.Keys[0], new(new(epoch, 1_000), now.ToUnixTimeMilliseconds(), expires, expires), payload, [Tag.Of("x")], packing, unpacked);
    };
}
