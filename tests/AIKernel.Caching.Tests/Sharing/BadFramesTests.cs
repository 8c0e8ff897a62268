using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>Whatever is odd in the shared tier is a miss, a counter, and overwritten.</summary>
public sealed class BadFramesTests
{
    [Theory]
    [InlineData("", "Truncated")]
    [InlineData("not a frame of ours, but long enough to be one if only it began like one, which it does not", "Foreign")]
    public async Task Foreign_bytes_are_a_miss_a_counter_and_overwritten(string text, string verdict) =>
        await IsAMissAsync(_ => System.Text.Encoding.UTF8.GetBytes(text), Enum.Parse<FrameVerdict>(verdict));

    [Fact]
    public Task A_damaged_frame_is_a_miss() => IsAMissAsync(static bytes => { bytes[^9] ^= 1; return bytes; }, FrameVerdict.Checksum);

    [Fact]
    public Task A_payload_that_the_serializer_does_not_read_is_a_miss() => IsAMissAsync(static _ => Forge("\"seven\""u8.ToArray(), false, 7), FrameVerdict.Payload);

    [Fact]
    public Task A_payload_with_something_after_its_value_is_a_miss() => IsAMissAsync(static _ => Forge("7 7"u8.ToArray(), false, 3), FrameVerdict.Payload);

    [Fact]
    public Task A_payload_that_says_it_is_packed_and_is_not_is_a_miss() => IsAMissAsync(static _ => Forge("7"u8.ToArray(), true, 1), FrameVerdict.Payload);

    [Fact]
    public Task A_packed_payload_longer_than_it_claims_is_a_miss() => IsAMissAsync(static _ => Forge(PayloadPacking.TryPack(new byte[100_000])!, true, 10), FrameVerdict.Payload);

    [Fact]
    public Task A_frame_of_another_epoch_is_a_miss() => IsAMissAsync(static _ => Forge("8"u8.ToArray(), false, 1, epoch: 2), FrameVerdict.Invalidated);

    [Fact]
    public Task A_frame_that_claims_more_than_is_kept_is_a_miss() => IsAMissAsync(static _ => Forge("8"u8.ToArray(), true, int.MaxValue), FrameVerdict.TooLarge);

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
        world.Shared.Set(world.Shared.Keys[0], Forge("8"u8.ToArray(), false, 1)(world), TimeSpan.FromHours(1));

        Assert.Equal(8, await other.BindValues().GetAsync("x", default));
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

    private static Func<CacheWorld, byte[]> Forge(byte[] payload, bool packed, int unpacked, ulong epoch = 1) => world => new EntryFrame
    {
        Epoch = epoch,
        Horizon = 1_000,
        LoadedAt = world.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        FreshUntil = world.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(),
        ExpiresAt = world.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(),
        Packed = packed,
        UnpackedLength = unpacked,
        Tags = [Tag.Of("x")],
        Payload = payload,
    }.ToBytes(world.Shared.Keys[0]);
}
