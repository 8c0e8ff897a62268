using System.Globalization;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>SIGTERM to a node that has its hands full: a real process, real sockets.</summary>
[Collection(OperatorCollection.Name)]
public sealed class KillUnderLoadTests(OperatorNodes nodes)
{
    private const int Slow = 200;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task No_request_fails_neither_those_under_way_nor_those_that_come_while_it_drains()
    {
        var database = await nodes.CreateDatabaseAsync();
        var port = NodeFixture.FreePort();
        using var process = ApiProcess.Start(
            ("ConnectionStrings__Catalog", new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 60 }.ConnectionString), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            ("Caching__Redis__ConnectionString", nodes.Redis.ConnectionString), ("Caching__Redis__InstanceName", "drain"),
            ("Hosting__Drain", Drain.ToString("c", CultureInfo.InvariantCulture)), ("Hosting__Grace", "00:00:50"), ("WarmUp__Enabled", "false"));
        using var api = new ApiClient(new($"http://127.0.0.1:{port}"));
        await Eventually.HoldsAsync(api.IsReadyAsync, "the node is ready");
        var (hot, cold) = (await ImportAsync(api, 20), await ImportAsync(api, Slow));

        await using var load = new Load(api.Address, Drain);
        load.Start(hot.Select(static id => $"/api/v1/resources/{id}"), keptAlive: 24, fresh: 8);
        await Eventually.HoldsAsync(() => Task.FromResult(load.Answered >= 500), "the load runs");

        // Hundreds that cannot be answered before the server has closed its door.
        await using var holding = await LockAsync(database);
        var slow = cold.Select((id, number) => number % 4 == 0
            ? api.PutAsync($"/api/v1/resources/{id}", new JsonObject { ["kind"] = "model", ["namespace"] = "drain", ["name"] = $"renamed-{number}" }, ("If-Match", "*"))
            : api.GetAsync($"/api/v1/resources/{id}")).ToList();
        await Eventually.HoldsAsync(async () => (long?)await OperatorNodes.ExecuteAsync(database, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") >= 50, "they wait");

        process.Terminate();
        // Each goes on until nobody listens any more.
        await load.EndedAsync();
        Assert.All(slow, static one => Assert.False(one.IsCompleted, "It was answered before the door was closed."));
        await holding.DisposeAsync();
        foreach (var reply in await Task.WhenAll(slow)) Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal(0, await process.ExitAsync());

        Assert.True(load.Failures.IsEmpty, string.Join('\n', load.Failures.Take(20)));
        Assert.Equal(32, load.TurnedAway);
        Assert.True(load.AnsweredWhileDraining > 0, "Nothing was asked while it drained.");
        Assert.Equal(0, load.KeptOpenWhileDraining);
    }

    private static async Task<List<string>> ImportAsync(ApiClient api, int count)
    {
        var names = Enumerable.Range(0, count).Select(_ => Samples.Name("drain")).ToList();
        var lines = names.Select(static name => $$"""{"op":"upsert","kind":"model","namespace":"drain","name":"{{name}}"}""").ToArray();
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/bulk", ApiClient.Lines(lines))).Status);
        var found = new List<string>();
        foreach (var chunk in names.Chunk(100))
        {
            var page = await api.PostAsync("/api/v1/resources/batch-get", new JsonObject { ["refs"] = new JsonArray([.. chunk.Select(static name => (JsonNode)$"model:drain/{name}")]) }, ("Cache-Control", "no-store"));
            found.AddRange(page.Items.Select(static one => one.GetProperty("id").GetString()!));
        }
        return found;
    }

    private static async Task<NpgsqlConnection> LockAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table catalog.resources in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
