using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Tests.Reading;

/// <summary>The log of single reads: cache_hit, cache_miss and cache_error with key and tier.</summary>
public sealed class ReadLogTests
{
    private const int Hit = 1030, Miss = 1031, Error = 1032;

    [Fact]
    public async Task At_Trace_every_read_is_told_with_its_key_and_its_tier()
    {
        await using var world = new CacheWorld();
        var (first, second) = (await StartAsync(world, "a"), await StartAsync(world, "b"));
        var (values, copies) = (first.BindValues(), second.BindValues());

        await values.GetAsync("x", default);
        await values.GetAsync("x", default);
        await copies.GetAsync("x", default);
        await copies.GetManyAsync(["x", "y"], default);

        Assert.Equal([(Miss, "cache_miss KEYx (test.value)."), (Hit, "cache_hit KEYx in memory (test.value).")], Told(first));
        Assert.Equal([(Hit, "cache_hit KEYx in redis (test.value)."), (Hit, "cache_hit KEYx in memory (test.value)."), (Miss, "cache_miss KEYy (test.value).")], Told(second));
    }

    [Fact]
    public async Task Above_Trace_no_read_is_told()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();

        await values.GetAsync("x", default);
        await values.GetAsync("x", default);
        await values.GetManyAsync(["x", "y"], default);

        Assert.Empty(Told(node));
    }

    [Fact]
    public async Task A_hit_while_a_refresh_runs_is_told_like_any_other()
    {
        await using var world = new CacheWorld();
        var node = await StartAsync(world, "a");
        var values = node.BindValues(EntryPolicy.Of(TimeSpan.FromSeconds(60)) with { RefreshAhead = TimeSpan.FromSeconds(10) });
        await values.GetAsync("x", default);
        world.Time.Advance(TimeSpan.FromSeconds(51));
        await node.CatchUpAsync();
        using var held = world.Gates.Fail(CallKind.Load, new TimeoutException("the source"));

        await values.GetAsync("x", default);

        Assert.Equal(1, node.Log.Count(Hit));
        Assert.Equal(1, node.Statistics.Operation("test.value").MemoryHits.Value);
    }

    [Fact]
    public async Task A_shared_tier_that_fails_is_told_at_Debug_with_the_key_it_was_asked_about()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync();
        var values = node.BindValues();
        using var get = world.Gates.Fail(CallKind.Get, new TimeoutException("the tier"));
        await values.GetAsync("x", default);

        var told = Assert.Single(node.Log.Events, static one => one.Id == Error);
        Assert.Equal((LogLevel.Debug, "cache_error KEYx in redis (test.value): NoAnswer."), (told.Level, Short(told.Message)));
    }

    [Fact]
    public async Task A_copy_that_is_none_is_told_with_what_is_wrong_with_it()
    {
        await using var world = new CacheWorld();
        var (first, second) = (await world.StartNodeAsync("a"), await world.StartNodeAsync("b"));
        await first.BindValues().GetAsync("x", default);
        var key = Assert.Single(world.Shared.Keys);
        world.Shared.Set(key, [1, 2, 3], TimeSpan.FromHours(1));

        await second.BindValues().GetAsync("x", default);

        Assert.Matches("^cache_error KEYx in redis \\(test\\.value\\): [A-Z][a-z]+\\.$", Short(Assert.Single(second.Log.Events, static one => one.Id == Error).Message));
    }

    [Fact]
    public async Task Without_a_shared_tier_nothing_is_missed()
    {
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(shared: false);
        await node.BindValues().GetAsync("x", default);
        Assert.Equal(0, node.Log.Count(Error));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_sensitive_key_is_told_as_a_hash_and_the_same_key_as_the_same(bool operation, bool tag)
    {
        await using var world = new CacheWorld();
        var node = await StartAsync(world, "a");
        var values = node.Bind("secrets", static (_, _) => new ValueTask<int>(7), EntryPolicy.Of(TimeSpan.FromHours(1)) with { Sensitive = operation },
            (set, text, _) => set.Add(tag ? "sensitive" : text));

        await values.GetAsync("hush", default);
        await values.GetAsync("hush", default);
        await values.GetAsync("hush-hush", default);

        Assert.DoesNotContain(node.Log.Events, static one => one.Message.Contains("hush", StringComparison.Ordinal));
        var keys = node.Log.Events.Where(static one => one.Id is Hit or Miss).Select(static one => one.Message.Split(' ')[1]).ToList();
        Assert.All(keys, static key => Assert.Matches("^sha256:[0-9a-f]{16}$", key));
        Assert.Equal((keys[0], 2), (keys[1], keys.Distinct().Count()));
    }

    private static async Task<CacheHarness> StartAsync(CacheWorld world, string name)
    {
        var node = world.NewNode(name);
        node.Log.Level = LogLevel.Trace;
        await node.StartAsync();
        return node;
    }

    private static IEnumerable<(int, string)> Told(CacheHarness node) => node.Log.Events.Where(static one => one.Id is Hit or Miss).Select(static one => (one.Id, Short(one.Message)));

    /// <summary>Without what stands before the arguments in a key.</summary>
    private static string Short(string message) => System.Text.RegularExpressions.Regex.Replace(message, @"\S+:test:value:", "KEY");
}
