using AIKernel.Caching.Reading;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Reading;

/// <summary>What a policy makes of a lifetime.</summary>
public sealed class PolicyTests
{
    private static readonly EntryPolicy Minute = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(6));

    [Fact]
    public void Chance_takes_off_up_to_the_jitter_and_never_adds()
    {
        const int Seed = 20;
        var lifetimes = new Lifetimes<int, string?>(Minute with { Jitter = 0.1 }, null, new Random(Seed));

        var drawn = Enumerable.Range(0, 10_000).Select(n => lifetimes.Of(n, "value").Whole).ToList();

        Assert.All(drawn, static one => Assert.InRange(one, 54_000, 60_000));
        Assert.InRange(drawn.Average(), 56_500, 57_500);
        Assert.True(drawn.Distinct().Count() > 4_000, $"seed {Seed}");
    }

    [Fact]
    public void Without_jitter_every_lifetime_is_exact()
    {
        var lifetimes = new Lifetimes<int, string?>(Minute, null, new Random(1));
        Assert.Equal((new Lifetime(60_000, 60_000), new Lifetime(6_000, 6_000)), (lifetimes.Of(1, "value"), lifetimes.Of(1, null)));
    }

    [Theory]
    [InlineData(20, 20_000)]
    [InlineData(0.1, 1_000)]
    [InlineData(600, 60_000)]
    [InlineData(-5, 1_000)]
    public void A_value_may_shorten_its_lifetime_down_to_a_second(double wanted, long expected)
    {
        var lifetimes = new Lifetimes<int, string?>(Minute, (_, _) => TimeSpan.FromSeconds(wanted), new Random(1));
        Assert.Equal(expected, lifetimes.Of(1, "value").Whole);
    }

    [Fact]
    public void A_value_that_asks_for_nothing_has_the_policy_s_lifetime() =>
        Assert.Equal(60_000, new Lifetimes<int, string?>(Minute, static (_, _) => null, new Random(1)).Of(1, "value").Whole);

    [Theory]
    [InlineData(10, 50_000)]
    [InlineData(40, 30_000)]
    public void A_refresh_begins_so_long_before_the_end_but_not_in_the_first_half(int ahead, long fresh)
    {
        var lifetimes = new Lifetimes<int, string?>(Minute with { RefreshAhead = TimeSpan.FromSeconds(ahead) }, null, new Random(1));
        Assert.Equal(new Lifetime(fresh, 60_000), lifetimes.Of(1, "value"));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_followed_is_refused_when_it_is_bound()
    {
        await using var world = new CacheWorld();
        var node = world.NewNode();
        EntryPolicy[] bad =
        [
            Minute with { Lifetime = TimeSpan.Zero }, Minute with { AbsentLifetime = TimeSpan.FromSeconds(-1) }, Minute with { Jitter = 0.6 },
            Minute with { Jitter = double.NaN }, Minute with { RefreshAhead = TimeSpan.FromSeconds(-1) }, Minute with { FailSafe = TimeSpan.FromSeconds(-1) },
        ];
        foreach (var policy in bad)
            Assert.Contains("test.value", Assert.Throws<ArgumentException>(() => { node.BindValues(policy); }).Message, StringComparison.Ordinal);
        node.BindValues(Minute); // and the name is still free
    }

    [Fact]
    public async Task The_weight_of_a_value_in_memory_is_what_its_weigher_says()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var weighed = node.Cache.Bind(new OperationDefinition<object, string, string>
        {
            Prefix = "test",
            Name = "weighed",
            Policy = Minute,
            Serializer = CacheHarness.Serializer<string>(),
            Key = static (key, text) => key.Add(text),
            Tags = static (tags, text, _) => tags.Add(text),
            Load = static (_, text, _) => new(text),
            Weigh = static _ => 100_000,
        }, new object());

        await weighed.GetAsync("x", default);

        Assert.InRange(node.Memory.Bytes, 100_000, 100_500);
    }
}
