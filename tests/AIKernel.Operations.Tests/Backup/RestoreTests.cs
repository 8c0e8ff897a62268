using System.Globalization;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>Back up, lose everything, restore: the same content, nothing newer, and a catalog that goes on from there.</summary>
public sealed class RestoreTests(FilledCatalog catalog) : IClassFixture<FilledCatalog>
{
    [Fact]
    public async Task A_catalog_restored_into_a_fresh_server_is_the_same_and_nothing_newer_is_served_from_a_cache_that_was_left_running()
    {
        await using var fresh = await PostgresServer.StartTemporaryAsync();
        var before = await Tables.DigestAsync(catalog.Postgres.ConnectionString);
        Assert.Contains("state.data_protection_keys", before.Keys);
        Assert.Contains("catalog.api_keys", before.Keys);
        await ChangeAsync(catalog.Postgres, "newer, and lost with the database");

        (await BackupScripts.RunAsync("restore.sh", BackupScripts.Database(fresh.ConnectionString), catalog.Backup, "postgres")).Required("restore.sh postgres");
        (await FilledCatalog.WipeAndRestoreAsync(catalog.State, catalog.Backup, "state")).Required("restore.sh state");

        Assert.Equal(before, await Tables.DigestAsync(fresh.ConnectionString));
        await using (var node = await catalog.StartNodeAsync("restored", fresh))
        {
            Assert.Equal(FilledCatalog.Before, await DescriptionAsync(node));
            Assert.Equal(FilledCatalog.Before, (await node.GetAsync("/cache/drill:1", ("Authorization", catalog.Key))).Content["value"]!.GetValue<string>());
            Assert.Equal("drill", (await node.GetAsync("/session", ("Cookie", catalog.Cookie))).Content["user"]!.GetValue<string>());
        }
        // Goes on as a catalog does: what one node writes and reads, another finds in Redis.
        await ChangeAsync(fresh, "since the restore");
    }

    [Fact]
    public async Task A_catalog_that_is_in_use_by_nobody_is_replaced_as_a_whole_when_that_is_asked_for()
    {
        var database = await DatabaseAsync();
        (await RestoreAsync(database)).Required("restore.sh postgres");
        var (before, epoch) = (await Tables.DigestAsync(database), await Tables.AskAsync(database, "select journal.epoch()"));
        await Tables.RunAsync(database, "delete from catalog.resources where name = 'number-3'; create table state.since (x int); update catalog.resources set title = 'other'");

        var refused = await RestoreAsync(database);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--replace", refused.Errors, StringComparison.Ordinal);
        Assert.NotEqual(before, await Tables.DigestAsync(database));

        (await RestoreAsync(database, "--replace")).Required("restore.sh postgres --replace");
        Assert.Equal(before, await Tables.DigestAsync(database));
        Assert.NotEqual(epoch, await Tables.AskAsync(database, "select journal.epoch()"));
        Assert.Equal(["0 1"], await Tables.AskAsync(database, "select low_water || ' ' || raised from journal.state"));
    }

    [Fact]
    public async Task A_database_that_nodes_still_use_is_not_restored()
    {
        var database = await DatabaseAsync();
        await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await session.OpenAsync();
        var outcome = await RestoreAsync(database);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("1 other sessions use the database", outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(await Tables.DigestAsync(database));
    }

    [Theory]
    [InlineData("no")]
    [InlineData("yes")]
    public async Task A_cache_is_restored_key_by_key_by_servers_with_and_without_an_append_only_file(string appendOnly)
    {
        await using var redis = await RedisServer.StartAsync(new() { Directory = TemporaryFolder.Create("restored"), Ephemeral = true, Configuration = [$"appendonly {appendOnly}", "enable-debug-command local"] });
        await FillAsync(redis);
        var before = await ContentAsync(redis);
        Assert.Equal(3002, before.Keys);
        var folder = Directory.CreateDirectory(Path.Combine(catalog.Folder, $"cache-{appendOnly}")).FullName;
        var backup = (await catalog.BackUpAsync(("folder", folder), ("CACHE_REDIS_PORT", $"{redis.Port}"), ("CACHE_REDIS_PASSWORD", redis.Password))).Required("backup.sh").Trim();

        (await FilledCatalog.WipeAndRestoreAsync(redis, backup, "cache")).Required("restore.sh cache");
        Assert.Equal(before, await ContentAsync(redis));
    }

    private Task<Outcome> RestoreAsync(string database, params string[] more) =>
        BackupScripts.RunAsync("restore.sh", BackupScripts.Database(database), [catalog.Backup, "postgres", .. more]);

    /// <summary>An empty database of its own.</summary>
    private async Task<string> DatabaseAsync()
    {
        var name = $"other_{Guid.NewGuid():N}";
        await Tables.RunAsync(catalog.Postgres.ConnectionString, $"create database {name}");
        return new NpgsqlConnectionStringBuilder(catalog.Postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>One node writes and reads; another reads it out of Redis, which thereby is known to hold it.</summary>
    private async Task ChangeAsync(PostgresServer postgres, string description)
    {
        var nodes = await Task.WhenAll(catalog.StartNodeAsync("writing", postgres), catalog.StartNodeAsync("reading", postgres));
        try
        {
            (await nodes[0].SendAsync(HttpMethod.Patch, catalog.Resource, 200, new JsonObject { ["description"] = description }, ("Authorization", catalog.Key), ("If-Match", "*"))).Dispose();
            Assert.Equal(description, await DescriptionAsync(nodes[0]));
            var (content, source) = await nodes[1].GetAsync(catalog.Resource, ("Authorization", catalog.Key));
            Assert.Equal(description, content["description"]!.GetValue<string>());
            Assert.Contains("detail=redis", source, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private async Task<string> DescriptionAsync(CatalogNode node) =>
        (await node.GetAsync(catalog.Resource, ("Authorization", catalog.Key))).Content["description"]!.GetValue<string>();

    private static async Task FillAsync(RedisServer redis)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await client.GetDatabase().ScriptEvaluateAsync("for i = 1, 3000 do redis.call('set', 'k' .. i, string.rep('x', i % 300) .. i, 'px', 86400000 + i) end redis.call('hset', 'h', 'a', 1, 'b', 2) redis.call('xadd', 's', '1-1', 'f', 'v')");
    }

    private static async Task<(long Keys, string Digest)> ContentAsync(RedisServer redis)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var keys = (long)await client.GetDatabase().ExecuteAsync("DBSIZE");
        return (keys, Convert.ToString((await client.GetDatabase().ExecuteAsync("DEBUG", "DIGEST")).ToString(), CultureInfo.InvariantCulture)!);
    }
}
