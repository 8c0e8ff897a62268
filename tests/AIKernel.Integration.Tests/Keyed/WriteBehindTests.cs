using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.Integration.Tests.Topologies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Values that are written behind: acknowledged by the log, in the database a little later, lost never.</summary>
public abstract class WriteBehindContract(Topology? state) : IAsyncLifetime
{
    private protected const string Never = "3600";

    private readonly KeyedServers _servers = new(state);

    private protected KeyedServers Servers => _servers;

    public Task InitializeAsync() => _servers.InitializeAsync();

    public Task DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task An_acknowledged_value_is_seen_at_once_by_its_writer_and_soon_by_others_before_the_database_has_it()
    {
        await using var one = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        await using var other = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        await one.SetValueAsync("k", 1, "cache-aside");
        Assert.Equal("1", await other.ValueAsync("k"));
        await one.SetValueAsync("k", 2, "write-behind");
        Assert.Equal(("2", "l1"), await one.ReadAsync("k"));
        await Eventually.HoldsAsync(async () => await other.ValueAsync("k") == "2", "the other node has it");
        Assert.Equal("1", await _servers.StoredAsync("k"));
    }

    [Fact]
    public async Task A_full_batch_goes_to_the_database_at_once_and_a_smaller_one_when_it_has_waited()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        await WriteAsync(host, 0, 99);
        // The log is looked at again and again, and with 99 nothing is due: the 100th is what makes it.
        Assert.Equal(99, await _servers.WaitingAsync());
        await WriteAsync(host, 99, 1);
        await Eventually.HoldsAsync(async () => await _servers.WaitingAsync() == 0, "the batch is in the database");
        Assert.Equal(100, await _servers.StoredCountAsync());
        await using var hasty = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", "1"));
        await host.DisposeAsync();
        await WriteAsync(hasty, 100, 7);
        await Eventually.HoldsAsync(async () => await _servers.StoredCountAsync() == 107, "the rest is in the database");
    }

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_process_is_killed()
    {
        var (port, environment) = _servers.Environment(("Keyed__WriteBehind__FlushIntervalSeconds", Never), ("Keyed__WriteBehind__BatchSize", "10000"));
        using var api = new ApiClient(new($"http://127.0.0.1:{port}"));
        var acknowledged = new List<int>();
        using (var process = ApiProcess.Start(environment))
        {
            await Eventually.HoldsAsync(api.IsReadyAsync, "the node is ready");
            // While writes are under way, so that some are acknowledged, some perhaps not.
            var writers = Enumerable.Range(0, 4).Select(writer => WriteUntilItEndsAsync(api, writer, acknowledged)).ToArray();
            await Eventually.HoldsAsync(() => Task.FromResult(Count() >= 500), "500 values are acknowledged");
            process.Kill();
            await Task.WhenAll(writers);
        }
        Assert.Equal(0, await _servers.StoredCountAsync());
        await using var successor = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", "1"));
        var keys = new JsonArray([.. acknowledged.Take(1000).Select(static number => (JsonNode)$"n:{number}")]);
        var found = await successor.Api.PostAsync("/cache/batch-get", new JsonObject { ["keys"] = keys });
        Assert.Equal(keys.Count, found.Json.GetProperty("hits").GetInt32());
        await Eventually.HoldsAsync(async () => await _servers.WaitingAsync() == 0, "everything is in the database");
        Assert.Equal([], acknowledged.Except(await _servers.StoredNumbersAsync()));

        int Count()
        {
            lock (acknowledged) return acknowledged.Count;
        }
    }

    [Fact]
    public async Task The_order_of_a_keys_writes_is_kept_whatever_strategies_nodes_and_flushers_are_mixed()
    {
        await using var one = await _servers.StartAsync(("Keyed:WriteBehind:BatchSize", "3"), ("Keyed:WriteBehind:FlushIntervalSeconds", "1"));
        await using var other = await _servers.StartAsync(("Keyed:WriteBehind:BatchSize", "5"), ("Keyed:WriteBehind:FlushIntervalSeconds", "1"));
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] strategies = ["write-behind", "write-behind", "write-through", "cache-aside", "write-around", "delete"];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var (key, last) = ($"order:{number}", "none");
            for (var value = 1; value <= 60; value++)
            {
                CatalogHost host;
                string strategy;
                lock (random) (host, strategy) = (random.Next(2) == 0 ? one : other, strategies[random.Next(strategies.Length)]);
                if (strategy == "delete") Assert.Equal(200, (await host.Api.DeleteAsync($"/cache/{key}")).Status);
                else await host.SetValueAsync(key, value, strategy);
                last = strategy == "delete" ? "none" : $"{value}";
                Assert.True(last == await host.ValueAsync(key), $"Seed {seed}: {key} after {value} by {strategy}.");
            }
            foreach (var host in new[] { one, other }) await Eventually.HoldsAsync(async () => await host.ValueAsync(key) == last, $"seed {seed}: the last value of {key} is seen");
            await Eventually.HoldsAsync(async () => await _servers.WaitingAsync() == 0, "everything is in the database");
            Assert.True(last == await _servers.StoredAsync(key), $"Seed {seed}: {key} is stored as it was last.");
            foreach (var host in new[] { one, other }) Assert.Equal(last, await host.ValueAsync(key));
        }));
    }

    [Fact]
    public async Task What_the_database_refuses_is_put_aside_with_the_reason_and_holds_nothing_up()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        await host.SetValueAsync("first", 0);
        await _servers.RunAsync("alter table keyed.entries add constraint no_poison check (key <> 'poison' or value::text <> '13')");
        await host.SetValueAsync("poison", 12, "write-behind");
        await host.SetValueAsync("poison", 13, "write-behind");
        await WriteAsync(host, 0, 98);
        await Eventually.HoldsAsync(async () => await _servers.WaitingAsync() == 0, "the log is empty");
        Assert.Equal((99, "12"), (await _servers.StoredCountAsync() - 1, await _servers.StoredAsync("poison")));
        await Eventually.HoldsAsync(async () => await host.ValueAsync("poison") == "12", "the value that could not be kept is not served");
        var dead = Assert.Single(await _servers.DeadAsync());
        Assert.Contains("no_poison", (string)dead["reason"]!, StringComparison.Ordinal);
        Assert.Contains("\"poison\"", (string)dead["write"]!, StringComparison.Ordinal);
        Assert.Contains("aikernel_cache_write_behind_dead_total 1", (await host.Api.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_takes_nothing_nothing_is_lost_and_nothing_is_put_aside()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:BatchSize", "10"), ("Keyed:WriteBehind:FlushIntervalSeconds", "1"));
        await host.SetValueAsync("before", 1, "write-behind");
        await _servers.RunAsync("alter table keyed.entries rename to entries_away");
        await WriteAsync(host, 0, 30);
        await _servers.RunAsync("alter table keyed.entries_away rename to entries");
        await Eventually.HoldsAsync(async () => await _servers.StoredCountAsync() == 31, "everything is in the database");
        Assert.Empty(await _servers.DeadAsync());
    }

    [Fact]
    public async Task An_orderly_end_leaves_nothing_in_the_log()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never), ("Keyed:WriteBehind:BatchSize", "10000"));
        await WriteAsync(host, 0, 50);
        Assert.Equal((50, 0), (await _servers.WaitingAsync(), await _servers.StoredCountAsync()));
        var life = host.Services.GetRequiredService<IHostApplicationLifetime>();
        life.StopApplication();
        await Eventually.HoldsAsync(() => Task.FromResult(life.ApplicationStopped.IsCancellationRequested), "the node has ended");
        Assert.Equal((0, 50), (await _servers.WaitingAsync(), await _servers.StoredCountAsync()));
    }

    [Fact]
    public async Task What_waits_ends_with_what_it_was_made_from_and_by_tag_pattern_and_removal()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        foreach (var key in new[] { "a:1", "a:2", "b:1", "b:2", "c:1", "c:2" })
            await host.SetValueAsync(key, 1, "write-behind", tags: [key[..1]], dependencies: key == "c:1" ? ["base"] : null);
        Assert.Equal(6, await _servers.WaitingAsync());
        Assert.Equal(2, (await host.Api.PostAsync("/invalidate", new JsonObject { ["tags"] = new JsonArray("a") })).Json.GetProperty("invalidated_count").GetInt32());
        Assert.Equal(1, (await host.Api.PostAsync("/invalidate", new JsonObject { ["pattern"] = "b:1*" })).Json.GetProperty("invalidated_count").GetInt32());
        Assert.Equal(200, (await host.Api.DeleteAsync("/cache/b:2")).Status);
        await host.SetValueAsync("base", 2);
        Assert.Equal("none none none none none 1", string.Join(' ', await Task.WhenAll(new[] { "a:1", "a:2", "b:1", "b:2", "c:1", "c:2" }.Select(host.ValueAsync))));
        // Made from what "base" was when it was written behind, not from what it is now.
        await host.SetValueAsync("c:3", 1, "write-behind", dependencies: ["base"]);
        await host.SetValueAsync("base", 3, "write-behind");
        await host.SetValueAsync("c:4", 1, "write-behind", dependencies: ["base"]);
        await host.SetValueAsync("flushes", 1);
        Assert.Equal(("none", "1", "3"), (await host.ValueAsync("c:3"), await host.ValueAsync("c:4"), await host.ValueAsync("base")));
    }

    [Fact]
    public async Task Of_what_waits_no_more_than_is_allowed_is_taken()
    {
        await using var host = await _servers.StartAsync(("Keyed:WriteBehind:FlushIntervalSeconds", Never), ("Keyed:WriteBehind:MaxPending", "3"));
        await WriteAsync(host, 0, 3);
        var reply = await PostAsync(host.Api, 3);
        Assert.Equal((503, "write-behind-unavailable"), (reply.Status, reply.Code));
        Assert.Equal(("none", "2"), (await host.ValueAsync("n:3"), await host.ValueAsync("n:2")));
    }

    private static async Task WriteAsync(CatalogHost host, int from, int count)
    {
        for (var number = from; number < from + count; number++) Assert.Equal(200, (await PostAsync(host.Api, number)).Status);
    }

    private static async Task WriteUntilItEndsAsync(ApiClient api, int writer, List<int> acknowledged)
    {
        for (var number = writer; ; number += 4)
        {
            try
            {
                if ((await PostAsync(api, number)).Status != 200) return;
                lock (acknowledged) acknowledged.Add(number);
            }
            catch (HttpRequestException)
            {
                return; // the process is gone
            }
        }
    }

    private protected static Task<Reply> PostAsync(ApiClient api, int number) =>
        api.PostAsync("/cache", new JsonObject { ["key"] = $"n:{number}", ["value"] = number, ["strategy"] = "write-behind" });
}

public sealed class WriteBehindTests() : WriteBehindContract(null)
{
    [Fact]
    public async Task A_process_that_is_told_to_end_leaves_nothing_in_the_log()
    {
        var (port, environment) = Servers.Environment(("Keyed__WriteBehind__FlushIntervalSeconds", Never), ("Keyed__WriteBehind__BatchSize", "10000"));
        using var process = ApiProcess.Start(environment);
        using var api = new ApiClient(new($"http://127.0.0.1:{port}"));
        await Eventually.HoldsAsync(api.IsReadyAsync, "the node is ready");
        for (var number = 0; number < 250; number++) Assert.Equal(200, (await PostAsync(api, number)).Status);
        Assert.Equal((250, 0), (await Servers.WaitingAsync(), await Servers.StoredCountAsync()));
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync());
        Assert.Equal((0, 250), (await Servers.WaitingAsync(), await Servers.StoredCountAsync()));
    }

    [Fact]
    public async Task Without_a_redis_for_state_a_write_behind_is_refused_and_says_so_and_nothing_is_written()
    {
        await using var host = await Servers.StartAsync(("State:Redis:ConnectionString", ""));
        var reply = await host.Api.PostAsync("/cache", new JsonObject { ["key"] = "k", ["value"] = 1, ["strategy"] = "write-behind" });
        Assert.Equal((503, "write-behind-unavailable"), (reply.Status, reply.Code));
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal("none", await host.ValueAsync("k"));
        await host.SetValueAsync("k", 1);
        Assert.Equal("1", await host.ValueAsync("k"));
    }

    [Fact]
    public async Task While_the_redis_for_state_is_away_writes_behind_are_refused_others_only_once_the_log_orders_them_and_reads_go_on()
    {
        await using var state = await StateServers.StartRedisAsync("maxmemory-policy noeviction");
        await using var host = await Servers.StartAsync(("State:Redis:ConnectionString", state.ConnectionString), ("Keyed:WriteBehind:FlushIntervalSeconds", Never));
        await host.SetValueAsync("direct", 1);
        await state.DisposeAsync();
        Assert.Equal(503, (await SetAsync("write-behind")).Status);
        // The database knows by now that a log is to give the order.
        foreach (var strategy in new[] { "write-behind", "write-through" })
        {
            var reply = await SetAsync(strategy);
            Assert.Equal((503, "write-behind-unavailable"), (reply.Status, reply.Code));
        }
        Assert.Equal("1", await host.ValueAsync("direct"));

        Task<Reply> SetAsync(string strategy) => host.Api.PostAsync("/cache", new JsonObject { ["key"] = "direct", ["value"] = 2, ["strategy"] = strategy });
    }
}

[Collection(WatchedServers.Collection)]
public sealed class WriteBehindBehindSentinelsTests(WatchedServers servers) : WriteBehindContract(servers);

[Collection(ClusterNodes.Collection)]
public sealed class WriteBehindOnAClusterTests(ClusterNodes servers) : WriteBehindContract(servers);
