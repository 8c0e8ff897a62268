using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

public sealed class LifetimeTests
{
    private static readonly EntryPolicy Policy = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5));
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, 5)]
    public async Task A_value_and_an_absence_each_expire_exactly_at_the_end_of_their_own_lifetime(bool present, int seconds)
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);
        var values = node.BindValues(Policy);
        if (present) world.Database.Write("x", 7);
        await node.CatchUpAsync();
        await values.GetAsync("x", default);

        world.Time.Advance(TimeSpan.FromSeconds(seconds) - Instant);
        await node.CatchUpAsync();
        await values.GetAsync("x", default);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));

        world.Time.Advance(Instant);
        await values.GetAsync("x", default);
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_copy_expires_with_its_original_not_from_the_moment_it_was_copied()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, copies) = (one.BindValues(Policy), other.BindValues(Policy));
        world.Database.Write("x", 7);
        await one.CatchUpAsync();
        await other.CatchUpAsync();
        await values.GetAsync("x", default);
        Assert.Equal(TimeSpan.FromSeconds(60), world.Shared.LifetimeOf(world.Shared.Keys[0]));

        world.Time.Advance(TimeSpan.FromSeconds(59));
        await other.CatchUpAsync();
        await copies.GetAsync("x", default);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));

        world.Time.Advance(TimeSpan.FromSeconds(1) - Instant);
        await copies.GetAsync("x", default);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        world.Time.Advance(Instant);
        await copies.GetAsync("x", default);
        Assert.Equal(2, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_frame_that_outlived_its_expiry_in_the_shared_tier_is_a_miss()
    {
        await using var world = new CacheWorld();
        var (one, other) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        var (values, copies) = (one.BindValues(Policy), other.BindValues(Policy));
        await values.GetAsync("x", default);
        var key = world.Shared.Keys[0];
        world.Shared.Set(key, world.Shared.Get(key)!, TimeSpan.FromDays(1));

        world.Time.Advance(TimeSpan.FromSeconds(5));
        await other.CatchUpAsync();
        await copies.GetAsync("x", default);

        Assert.Equal(2, world.Gates.Count(CallKind.Load));
        Assert.Equal(1, other.Statistics.Frames(AIKernel.Caching.Sharing.FrameVerdict.Expired).Value);
    }

    [Fact]
    public async Task An_expired_entry_gives_its_bytes_back_when_it_is_found()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);
        var values = node.BindValues(Policy);
        await values.GetAsync("x", default);
        Assert.Equal(1, node.Memory.Entries);

        world.Time.Advance(TimeSpan.FromSeconds(5));
        var gate = world.Gates.Close(CallKind.Load);
        var read = values.GetAsync("x", default).AsTask();
        await gate.ArrivedAsync();
        Assert.Equal((0, 0), (node.Memory.Entries, node.Memory.Bytes));

        gate.Open();
        await read;
    }
}
