using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Lifetime, strategy and compression by policy, preset and setting, told by the rows in the database and the bytes in Redis.</summary>
[Collection(KeyedCollection.Name)]
public sealed class PolicyTests(KeyedNodes nodes)
{
    [Theory]
    [InlineData("personalized_content", 3600, "write-through", true)]
    [InlineData("model_inference", 86_400, "write-behind", false)]
    [InlineData("graph_queries", 1800, "write-through", false)]
    [InlineData("static_content", 604_800, "write-through", true)]
    [InlineData("user_session", 7200, "write-through", false)]
    [InlineData("analytics_data", 43_200, "write-behind", true)]
    public async Task A_policy_by_name_decides_lifetime_strategy_and_compression(string policy, int seconds, string strategy, bool compressed)
    {
        // Away from the default on either side: without the policy everything is compressed.
        var key = KeyedCalls.NewKey();
        Assert.Equal(strategy, (await nodes.One.SetValueAsync(key, Long, policy: policy)).Json.GetProperty("strategy").GetString());
        await AssertLifetimeAsync(key, seconds);
        await nodes.Other.ValueAsync(key);
        Assert.Equal(compressed ? 1 : 0, await PackingOfAsync(key));
        // The same without naming it, by the first part of the key.
        var family = KeyedCalls.NewKey(policy);
        Assert.Equal(strategy, (await nodes.One.SetValueAsync(family, 1)).Json.GetProperty("strategy").GetString());
        await AssertLifetimeAsync(family, seconds);
    }

    [Theory]
    [InlineData("user:{0}", 3600)]
    [InlineData("permissions:{0}", 300)]
    [InlineData("agent:{0}:config", 1800)]
    [InlineData("config:{0}", 1800)]
    [InlineData("tools:{0}", 1800)]
    [InlineData("org:{0}", 3600)]
    [InlineData("session:{0}", 86_400)]
    [InlineData("ratelimit:{0}", 60)]
    [InlineData("list:{0}", 60)]
    [InlineData("api:agents:list:{0}", 60)]
    [InlineData("settings:{0}", 3600)]
    [InlineData("anything:{0}", 3600)]
    public async Task The_kind_of_entity_that_a_key_is_about_decides_its_lifetime(string key, int seconds)
    {
        key = string.Format(null, key, Guid.NewGuid().ToString("N"));
        await nodes.One.SetValueAsync(key, 1);
        await AssertLifetimeAsync(key, seconds);
    }

    [Theory]
    [InlineData("\"temporary\"", 300)]
    [InlineData("\"short\"", 1800)]
    [InlineData("\"medium\"", 3600)]
    [InlineData("\"long\"", 86_400)]
    [InlineData("\"permanent\"", 604_800)]
    [InlineData("\"1h30m\"", 5400)]
    [InlineData("\"90\"", 90)]
    [InlineData("45", 45)]
    [InlineData("31536000", 31_536_000)]
    public async Task A_lifetime_may_be_seconds_a_span_or_a_preset_and_overrules_the_policy(string ttl, int seconds)
    {
        var key = KeyedCalls.NewKey("permissions");
        await nodes.One.SetValueAsync(key, 1, ttl: JsonNode.Parse(ttl));
        await AssertLifetimeAsync(key, seconds);
    }

    [Fact]
    public async Task Settings_override_what_is_built_in_and_add_to_it()
    {
        await using var host = await nodes.StartAsync(
            ("Keyed:DefaultTtlSeconds", "120"), ("Keyed:Policies:user:TtlSeconds", "short"), ("Keyed:Policies:graph_queries:Strategy", "write-around"), ("Keyed:Policies:mine:TtlSeconds", "77"),
            ("Keyed:Policies:mine:Strategy", "write_through"), ("Keyed:TtlPresets:blink", "3"), ("Keyed:Events:mine.updated:0", "mine"), ("Keyed:DependencyRules:mine:0", "yours"),
            ("Keyed:KeyPatterns:mine", "m:{m_id}:x"), ("Keyed:KeyPatterns:yours", "y:{y_id}:{m_id}"));
        var id = Guid.NewGuid().ToString("N");
        await SetAsync($"plain:{id}", 120, "cache-aside");
        await SetAsync($"user:{id}", 1800, "cache-aside");
        await SetAsync($"graph_queries:{id}", 1800, "write-around");
        await SetAsync($"mine:{id}", 77, "write-through");
        await host.SetValueAsync($"blink:{id}", 1, ttl: "blink");
        await AssertLifetimeAsync($"blink:{id}", 3);
        // Families as their patterns have them: with the id of the one go those of the other that have it too.
        foreach (var key in new[] { $"y:1:{id}", $"y:2:{id}", $"y:1:x{id}", $"yours:{id}" }) await host.SetValueAsync(key, 1);
        await host.SetValueAsync($"m:{id}:x", 1);
        Assert.Equal(["none", "none", "1", "1"], new[] { await host.ValueAsync($"y:1:{id}"), await host.ValueAsync($"y:2:{id}"), await host.ValueAsync($"y:1:x{id}"), await host.ValueAsync($"yours:{id}") });
        Assert.Equal(2, (await host.Api.PostAsync("/invalidate", new JsonObject { ["event"] = "mine.updated" })).Json.GetProperty("invalidated_count").GetInt32());
        Assert.Equal(["none", "none", "1"], new[] { await host.ValueAsync($"m:{id}:x"), await host.ValueAsync($"y:1:x{id}"), await host.ValueAsync($"mine:{id}") });

        async Task SetAsync(string key, int seconds, string strategy)
        {
            Assert.Equal(strategy, (await host.SetValueAsync(key, 1)).Json.GetProperty("strategy").GetString());
            await AssertLifetimeAsync(key, seconds);
        }
    }

    [Theory]
    [InlineData("write", "1", "none")]
    [InlineData("dependency", "1", "1")]
    [InlineData("event", "none", "none")]
    [InlineData("ttl", "none", "none")]
    public async Task What_depends_on_a_key_ends_with_it_as_far_as_the_methods_let_it(string without, string afterWrite, string afterInvalidation)
    {
        var (host, _) = await StartWithoutAsync(without);
        await using var owned = host;
        foreach (var id in new[] { 1, 2 })
        {
            await host.SetValueAsync($"made:{id}", 1, dependencies: [$"base:{id}"]);
            await host.SetValueAsync($"recommendations:{id}", 1);
        }
        await host.SetValueAsync("base:1", 1);
        await host.SetValueAsync("user_profile:1", 1);
        Assert.Equal((afterWrite, afterWrite), (await host.ValueAsync("made:1"), await host.ValueAsync("recommendations:1")));
        foreach (var pattern in new[] { "base:2", "user_profile:2" }) await host.Api.PostAsync("/invalidate", new JsonObject { ["pattern"] = pattern });
        Assert.Equal((afterInvalidation, afterInvalidation), (await host.ValueAsync("made:2"), await host.ValueAsync("recommendations:2")));
    }

    [Theory]
    [InlineData("", 200, "none", "none")]
    [InlineData("dependency", 200, "none", "1")]
    [InlineData("event", 400, "1", "1")]
    public async Task Events_end_what_has_subscribed_unless_the_methods_leave_them_out(string without, int status, string subscribed, string byRule)
    {
        var (host, _) = await StartWithoutAsync(without);
        await using var owned = host;
        await host.Api.PostAsync("/cache/batch-set", new JsonObject { ["items"] = new JsonObject { ["user_profile:1"] = 1, ["recommendations:1"] = 1 } });
        Assert.Equal(status, (await host.Api.PostAsync("/invalidate", new JsonObject { ["event"] = "user_profile_update" })).Status);
        Assert.Equal((subscribed, byRule), (await host.ValueAsync("user_profile:1"), await host.ValueAsync("recommendations:1")));
    }

    [Fact]
    public async Task Without_lifetimes_among_the_methods_values_stay()
    {
        var (host, database) = await StartWithoutAsync("ttl");
        await using var owned = host;
        await host.SetValueAsync("short", 1, ttl: 1);
        Assert.True(double.IsPositiveInfinity(await SecondsLeftAsync(database, "short")));
        Assert.Equal("1", await host.ValueAsync("short"));
    }

    private static async Task<(CatalogHost Host, string Database)> StartWithoutAsync(string without)
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        var settings = new Dictionary<string, string>();
        foreach (var (at, method) in new[] { "write", "ttl", "event", "dependency" }.Where(method => method != without).Index()) settings[$"Keyed:InvalidationMethods:{at}"] = method;
        return (await new CatalogHost(database, settings).ReadyAsync(), database);
    }

    [Fact]
    public async Task A_sensitive_value_is_in_redis_only_as_what_nobody_can_read()
    {
        var secret = $"secret-{Guid.NewGuid():N}";
        var (open, closed) = (KeyedCalls.NewKey(), KeyedCalls.NewKey());
        await nodes.One.SetValueAsync(closed, secret, "write-through", tags: ["sensitive"], policy: "user_session");
        await nodes.One.SetValueAsync(open, "open-" + secret, "write-through", policy: "user_session");
        await using var redis = await StateServers.ConnectAsync(nodes.Cache);
        var all = new List<string>();
        foreach (var key in redis.GetServers()[0].Keys(pattern: "*:keyed:get:*")) all.Add(System.Text.Encoding.UTF8.GetString((byte[]?)await redis.GetDatabase().StringGetAsync(key) ?? []));
        Assert.Contains(all, text => text.Contains("open-" + secret, StringComparison.Ordinal));
        Assert.DoesNotContain(all, text => text.Contains($"\"{secret}", StringComparison.Ordinal));
        Assert.Equal(($"\"{secret}\"", "l1"), await nodes.One.ReadAsync(closed));
    }

    private static string Long { get; } = string.Concat(Enumerable.Range(0, 400).Select(static i => $"word{i % 7} "));

    private async Task AssertLifetimeAsync(string key, int seconds)
    {
        // Written behind, it comes to the database before whatever is written directly after it.
        await nodes.One.SetValueAsync(KeyedCalls.NewKey(), 1, "write-through");
        Assert.InRange(await SecondsLeftAsync(nodes.Database, key), seconds - 60, seconds);
    }

    private static async Task<double> SecondsLeftAsync(string database, string key)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select case when expires_at = 'infinity' then 'infinity'::float8 else extract(epoch from expires_at - clock_timestamp())::float8 end from keyed.entries where key = $1");
        command.Parameters.Add(new() { Value = key });
        return await command.ExecuteScalarAsync() is double seconds ? seconds : double.NaN;
    }

    /// <summary>The byte of the frame that says how the payload is packed: 0 not at all, 1 with gzip.</summary>
    private async Task<int> PackingOfAsync(string key)
    {
        await using var redis = await StateServers.ConnectAsync(nodes.Cache);
        var frame = (byte[]?)null;
        await Eventually.HoldsAsync(async () =>
        {
            await nodes.Other.ValueAsync(key);
            foreach (var copy in redis.GetServers()[0].Keys(pattern: $"*:keyed:get:sha256-{Hash(key)}"))
                frame = (byte[]?)await redis.GetDatabase().StringGetAsync(copy) ?? frame;
            return frame is { Length: > 100 };
        }, "a copy is in Redis");
        return frame![5];
    }

    private static string Hash(string key) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(key.AsSpan())));
}
