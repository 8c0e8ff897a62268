using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Keyed;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>The keyed cache as programs in the host use it.</summary>
[Collection(KeyedCollection.Name)]
public sealed partial class HelperTests(KeyedNodes nodes)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    private static KeyedValue One { get; } = new("1"u8.ToArray());

    [Fact]
    public async Task Helpers_keep_what_they_are_for_with_its_lifetime_and_tags()
    {
        var cache = KeyedNodes.CacheOf(nodes.One);
        await cache.CacheUserSessionAsync(_id, "s", One);
        await cache.CacheAgentAnalysisAsync(_id, "risk", One);
        await cache.CacheNetworkServiceResponseAsync(_id, "GET /a:b?c", One);
        await cache.CacheConfigurationAsync(_id, One);
        await AssertAsync($"user:{_id}:session:s", 1800, $"user:{_id}");
        await AssertAsync($"agent:{_id}:analysis:risk", 7200, $"agent:{_id}", "analysis:risk");
        await AssertAsync(KeyedHelpers.ResponseKey(_id, "GET /a:b?c"), 3600, $"service:{_id}");
        await AssertAsync($"config:{_id}", 86_400, "config");
        Assert.StartsWith($"service:{_id}:sha256-", KeyedHelpers.ResponseKey(_id, "GET /a:b?c"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_safe_set_never_throws_but_counts_and_tells()
    {
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync()).ReadyAsync();
        var cache = KeyedNodes.CacheOf(host);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        Assert.False(await cache.SafeSetAsync(new("", One)));
        Assert.False(await cache.SafeSetAsync(new("k", One) { Strategy = KeyedStrategy.WriteBehind }));
        Assert.False(await cache.SafeSetAsync(new("k", One), gone.Token));
        Assert.True(await cache.SafeSetAsync(new("k", One)));
        Assert.Contains("aikernel_cache_keyed_safe_set_failures_total 3", (await host.Api.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task What_is_not_there_is_computed_once_and_kept_whatever_it_is(int computed)
    {
        var cache = KeyedNodes.CacheOf(nodes.One);
        var calls = 0;
        for (var i = 0; i < 3; i++)
            Assert.Equal(computed, await cache.GetOrSetAsync($"computed:{_id}:{computed}", Json.Default.Int32, _ => ValueTask.FromResult(computed + 0 * calls++), static write => write with { Lifetime = TimeSpan.FromMinutes(5) }));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Arguments_out_of_bounds_are_refused_by_name()
    {
        var cache = KeyedNodes.CacheOf(nodes.One);
        await RefusedAsync("key", () => cache.GetAsync(new string('k', 257)).AsTask());
        await RefusedAsync("key", () => cache.SetAsync(new("a\0", One)));
        await RefusedAsync("value", () => cache.SetAsync(new("k", new(new byte[(1 << 20) + 1]))));
        await RefusedAsync("value", () => cache.SetAsync(new("k", new(ReadOnlyMemory<byte>.Empty))));
        await RefusedAsync("ttl", () => cache.SetAsync(new("k", One) { Lifetime = TimeSpan.Zero }));
        await RefusedAsync("ttl", () => cache.SetAsync(new("k", One) { Lifetime = TimeSpan.FromDays(366) }));
        await RefusedAsync("tags", () => cache.SetAsync(new("k", One) { Tags = [""] }));
        await RefusedAsync("dependencies", () => cache.SetAsync(new("k", One) { Dependencies = [.. Enumerable.Range(0, 65).Select(static i => $"{i}")] }));
        await RefusedAsync("policy", () => cache.SetAsync(new("k", One) { Policy = "none of that name" }));
        await RefusedAsync("items", () => cache.GetManyAsync([.. Enumerable.Range(0, 1001).Select(static i => $"{i}")]).AsTask());
        await RefusedAsync("tags", () => cache.InvalidateAsync(new()));
        await RefusedAsync("pattern", () => cache.InvalidateAsync(new() { Pattern = "" }));
        await RefusedAsync("event", () => cache.InvalidateAsync(new() { Event = "no such event" }));

        static async Task RefusedAsync(string member, Func<Task> call) => Assert.Equal(member, (await Assert.ThrowsAsync<KeyedFaultException>(call)).Member);
    }

    [Fact]
    public async Task Every_request_has_the_cache_at_hand()
    {
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync(), services: static services => services.AddSingleton<IStartupFilter, CountingRoute>()).ReadyAsync();
        Assert.Equal("1", (await host.Api.GetAsync("/test/count")).Text);
        Assert.Equal("2", (await host.Api.GetAsync("/test/count")).Text);
        Assert.Equal("2", await host.ValueAsync("count"));
    }

    [Fact]
    public async Task Warming_up_brings_keyed_values_into_both_tiers_and_tells_what_there_is_not()
    {
        await nodes.One.SetValueAsync($"warm:{_id}", 1, "cache-aside");
        var resource = await nodes.One.Api.CreateAsync();
        var reply = await nodes.One.Api.PostAsync("/warm-up", new JsonObject { ["keys"] = new JsonArray($"warm:{_id}", $"nobody:{_id}", $"{resource.Id}"), ["compute_strategy"] = "parallel" });
        Assert.Equal((200, false, 2), (reply.Status, reply.Json.GetProperty("success").GetBoolean(), reply.Json.GetProperty("warmed_count").GetInt32()));
        Assert.Equal($"nobody:{_id}", Assert.Single(reply.Json.GetProperty("failed").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(("1", "l1"), await nodes.One.ReadAsync($"warm:{_id}"));
        Assert.Equal(("1", "l2"), await nodes.Other.ReadAsync($"warm:{_id}"));
    }

    [Fact]
    public async Task What_has_ended_is_deleted_in_the_end_and_nothing_else()
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        await using var host = await new CatalogHost(database, new() { ["Keyed:SweepIntervalSeconds"] = "1" }).ReadyAsync();
        foreach (var key in new[] { "ended", "removed", "stays" }) await host.SetValueAsync(key, 1);
        await host.Api.DeleteAsync("/cache/removed");
        await using var source = NpgsqlDataSource.Create(database);
        await using (var age = source.CreateCommand("update keyed.entries set expires_at = now() - interval '2 minutes' where key <> 'stays'")) await age.ExecuteNonQueryAsync();
        await Eventually.HoldsAsync(async () =>
        {
            await using var count = source.CreateCommand("select string_agg(key, ' ' order by key) from keyed.entries");
            return await count.ExecuteScalarAsync() as string == "stays";
        }, "what has ended is deleted");
        Assert.Equal("1", await host.ValueAsync("stays"));
    }

    private async Task AssertAsync(string key, int seconds, params string[] tags)
    {
        await using var source = NpgsqlDataSource.Create(nodes.Database);
        await using var command = source.CreateCommand("select extract(epoch from expires_at - clock_timestamp())::float8, tags from keyed.entries where key = $1");
        command.Parameters.Add(new() { Value = key });
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync(), key);
        Assert.InRange(reader.GetDouble(0), seconds - 60, seconds);
        Assert.Equal(tags, reader.GetFieldValue<string[]>(1));
    }

    [JsonSerializable(typeof(int))]
    private sealed partial class Json : JsonSerializerContext;

    /// <summary>A route of the test's own at the end of the host's pipeline.</summary>
    private sealed class CountingRoute : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(static async http =>
            {
                var count = (await http.Cache().GetAsync("count")).Value?.Read(Json.Default.Int32) ?? 0;
                await http.Cache().SetAsync(new("count", KeyedValue.Of(count + 1, Json.Default.Int32)));
                await http.Response.WriteAsync($"{count + 1}");
            });
        };
    }
}
