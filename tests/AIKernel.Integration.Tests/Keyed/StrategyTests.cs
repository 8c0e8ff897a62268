using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>How a write meets the tiers, seen by the tier that the next read finds the value in.</summary>
[Collection(KeyedCollection.Name)]
public sealed class StrategyTests(KeyedNodes nodes)
{
    [Theory]
    [InlineData("cache-aside", null)]
    [InlineData("write-through", "l1")]
    [InlineData("write_through", "l1")]
    [InlineData("Write-Around", "l2")]
    [InlineData("write-behind", "l1")]
    [InlineData("write_back", "l1")]
    public async Task The_first_read_after_a_write_finds_it_where_its_strategy_puts_it(string strategy, string? tier)
    {
        var key = KeyedCalls.NewKey();
        foreach (var value in new[] { "1", "2" })
        {
            await nodes.One.SetValueAsync(key, int.Parse(value, null), strategy);
            Assert.Equal((value, tier), await nodes.One.ReadAsync(key));
            // Wherever it was, now it is in memory.
            Assert.Equal((value, "l1"), await nodes.One.ReadAsync(key));
        }
    }

    [Theory]
    [InlineData("write-through")]
    [InlineData("write-around")]
    public async Task What_was_written_into_the_shared_tier_another_node_finds_there(string strategy)
    {
        var key = KeyedCalls.NewKey();
        await nodes.One.SetValueAsync(key, 7, strategy);
        Assert.Equal(("7", "l2"), await nodes.Other.ReadAsync(key));
    }

    [Fact]
    public async Task The_answer_names_the_strategy_and_the_default_is_a_setting()
    {
        var reply = await nodes.One.SetValueAsync(KeyedCalls.NewKey(), 1, "write_around");
        Assert.Equal("write-around", reply.Json.GetProperty("strategy").GetString());
        await using var host = await nodes.StartAsync(("Keyed:DefaultStrategy", "write-through"));
        var key = KeyedCalls.NewKey();
        Assert.Equal("write-through", (await host.SetValueAsync(key, 1)).Json.GetProperty("strategy").GetString());
        Assert.Equal(("1", "l1"), await host.ReadAsync(key));
    }

    [Fact]
    public async Task Where_the_shared_tier_takes_nothing_a_write_succeeds_and_no_older_value_is_served()
    {
        var key = KeyedCalls.NewKey();
        await nodes.One.SetValueAsync(key, 1, "write-through");
        Assert.Equal(("1", "l2"), await nodes.Other.ReadAsync(key));
        await using var redis = await StateServers.ConnectAsync(nodes.Cache);
        var server = redis.GetServers()[0];
        // Full, so that it reads and deletes but writes nothing.
        await server.ConfigSetAsync("maxmemory-policy", "noeviction");
        await server.ConfigSetAsync("maxmemory", "1");
        try
        {
            foreach (var strategy in new[] { "write-through", "write-around", "cache-aside" })
            {
                var value = strategy.Length;
                await nodes.One.SetValueAsync(key, value, strategy);
                Assert.Equal($"{value}", await nodes.One.ValueAsync(key));
                await Eventually.HoldsAsync(async () => await nodes.Other.ValueAsync(key) == $"{value}", "the other node has it");
                Assert.Equal($"{value}", await nodes.Other.ValueAsync(key));
            }
        }
        finally
        {
            await server.ConfigSetAsync("maxmemory", "0");
        }
    }

    [Fact]
    public async Task A_write_that_does_not_reach_the_database_leaves_the_value_before()
    {
        var key = KeyedCalls.NewKey("refused");
        await nodes.One.SetValueAsync(key, 1, "write-through");
        await using var source = NpgsqlDataSource.Create(nodes.Database);
        await RunAsync(source, $"alter table keyed.entries add constraint test_{key[8..]} check (key <> '{key}' or value::text <> '2')");
        foreach (var strategy in new[] { "cache-aside", "write-through", "write-around" })
        {
            var reply = await nodes.One.Api.PostAsync("/cache", new JsonObject { ["key"] = key, ["value"] = 2, ["strategy"] = strategy });
            Assert.Equal((422, "validation-failed"), (reply.Status, reply.Code));
            Assert.Equal("1", await nodes.One.ValueAsync(key));
        }
        await RunAsync(source, $"alter table keyed.entries drop constraint test_{key[8..]}");
    }

    [Fact]
    public async Task A_value_ends_when_its_lifetime_does_and_no_copy_outlives_it()
    {
        var key = KeyedCalls.NewKey();
        await nodes.One.SetValueAsync(key, 1, "write-through", ttl: 2);
        Assert.Equal("1", await nodes.Other.ValueAsync(key));
        await using var redis = await StateServers.ConnectAsync(nodes.Cache);
        foreach (var copy in redis.GetServers()[0].Keys(pattern: $"*:keyed:get:*{Parameter(key)}*").ToList())
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(copy) ?? TimeSpan.MaxValue).TotalSeconds, -1, 2);
        await Eventually.HoldsAsync(async () => await nodes.One.ValueAsync(key) == "none" && await nodes.Other.ValueAsync(key) == "none", "the value ends");
    }

    [Fact]
    public async Task Every_copy_in_the_shared_tier_has_a_lifetime()
    {
        await nodes.One.SetValueAsync(KeyedCalls.NewKey(), 1, "write-through", ttl: "permanent");
        await nodes.One.ValueAsync(KeyedCalls.NewKey());
        await using var redis = await StateServers.ConnectAsync(nodes.Cache);
        var copies = redis.GetServers()[0].Keys(pattern: "*:keyed:get:*").ToList();
        Assert.NotEmpty(copies);
        // One may end between the two commands; then there is none, and no lifetime of it either.
        foreach (var copy in copies) Assert.True(await redis.GetDatabase().KeyTimeToLiveAsync(copy) is not null || !await redis.GetDatabase().KeyExistsAsync(copy));
    }

    // The key in Redis: what is plain of it stands there, else its hash.
    private static string Parameter(string key) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(key.AsSpan())))[..16];

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
