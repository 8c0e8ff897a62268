using System.Text.Json.Nodes;
using AIKernel.Catalog.Client;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Client;

/// <summary>A client whose writes land on one node and whose reads land on another, which hears of no change by itself.</summary>
public sealed class NodesTests(NodesTests.Nodes nodes) : IClassFixture<NodesTests.Nodes>
{
    [Fact]
    public async Task What_was_written_on_one_node_is_read_on_the_other()
    {
        using var wire = new Recorder(readsGoTo: nodes.Reader.Api.Address);
        using var http = new HttpClient(wire) { BaseAddress = nodes.Writer.Api.Address };
        using var catalog = new CatalogClient(http);
        var current = await catalog.CreateAsync(new() { Kind = "model", Namespace = "client", Name = "moving" });
        var behind = 0;
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(current.Title, (await catalog.GetAsync(current.Id))!.Title);
            Assert.Equal(current.Title, (await catalog.ListAsync(new() { Namespace = "client" })).Items.Single(item => item.Id == current.Id).Title);
            current = (await catalog.PatchAsync(current.Id, new JsonObject { ["title"] = $"Round {round}" }, current.ETag)).Value!;
            if ((await nodes.Reader.Api.GetAsync($"/api/v1/resources/{current.Id}")).Json.GetProperty("title").GetString() != current.Title) behind++;
        }
        Assert.NotEqual(0, behind); // others, who show no position, read what the node had
    }

    [Theory]
    [InlineData(false)] // a client that showed the greatest position would miss the slow write,
    [InlineData(true)] // one that showed the last as well
    public async Task Of_writes_at_the_same_time_both_are_read_on_the_other_node_in_whatever_order_they_are_acknowledged(bool quickIsAcknowledgedLast)
    {
        using var wire = new Recorder(readsGoTo: nodes.Reader.Api.Address);
        using var http = new HttpClient(wire) { BaseAddress = nodes.Writer.Api.Address };
        using var catalog = new CatalogClient(http);
        var slow = await catalog.CreateAsync(new() { Kind = "model", Namespace = "client", Name = $"slow-{quickIsAcknowledgedLast}" });
        var quick = await catalog.CreateAsync(new() { Kind = "model", Namespace = "client", Name = $"quick-{quickIsAcknowledgedLast}" });
        foreach (var resource in new[] { slow, quick }) Assert.Equal(200, (await nodes.Reader.Api.GetAsync($"/api/v1/resources/{resource.Id}", ("Cache-Control", "no-cache"))).Status);

        await using var connection = await nodes.Database.OpenConnectionAsync();
        await using var locked = await connection.BeginTransactionAsync();
        await Nodes.LockAsync(connection, slow.Id);
        var slowly = catalog.PatchAsync(slow.Id, new() { ["title"] = "new" }, slow.ETag); // has its transaction, and waits for the row
        await Eventually.HoldsAsync(nodes.SomebodyWaitsAsync, "the slow write waits for the row");
        var (arrived, delivered) = (new TaskCompletionSource(), new TaskCompletionSource());
        wire.OnItsWay = request =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith($"{quick.Id}", StringComparison.Ordinal)) return Task.CompletedTask;
            arrived.SetResult();
            return delivered.Task;
        };
        var quickly = catalog.PatchAsync(quick.Id, new() { ["title"] = "new" }, quick.ETag);
        await arrived.Task;
        if (!quickIsAcknowledgedLast) delivered.SetResult();
        // The reading node looks into the journal: the quick write has ended, the slow one has not.
        Assert.Equal("new", (await nodes.Reader.Api.GetAsync($"/api/v1/resources/{quick.Id}", ("Cache-Control", "no-cache"))).Json.GetProperty("title").GetString());
        await locked.RollbackAsync();
        await slowly;
        delivered.TrySetResult();
        await quickly;

        Assert.Equal(slow.Title, (await nodes.Reader.Api.GetAsync($"/api/v1/resources/{slow.Id}")).Json.GetProperty("title").GetString()); // it has not heard of it yet
        Assert.Equal("new", (await catalog.GetAsync(slow.Id))!.Title);
    }

    /// <summary>Two nodes over one database that notifies nobody; they look into the journal every 30 s, or when a read demands it.</summary>
    public sealed class Nodes : IAsyncLifetime
    {
        private const string Silence = """
            do $$ declare one record; begin
                for one in select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'journal' and p.prosrc like '%aikernel_journal%'
                loop execute replace(pg_get_functiondef(one.oid), 'aikernel_journal', 'nobody_listens'); end loop;
            end $$
            """;

        public NpgsqlDataSource Database { get; private set; } = null!;
        public CatalogHost Writer { get; private set; } = null!;
        public CatalogHost Reader { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var database = await HttpFixture.CreateDatabaseAsync();
            Dictionary<string, string> settings = new() { ["Caching:Journal:PollIntervalMilliseconds"] = "30000", ["Caching:Journal:MaxStalenessMilliseconds"] = "60000" };
            Writer = await new CatalogHost(database, settings).ReadyAsync();
            Reader = await new CatalogHost(database, settings).ReadyAsync();
            Database = NpgsqlDataSource.Create(database);
            await using var command = Database.CreateCommand(Silence);
            await command.ExecuteNonQueryAsync();
        }

        /// <summary>Keeps writers from a resource until the connection's transaction ends.</summary>
        public static async Task LockAsync(NpgsqlConnection connection, Guid id)
        {
            await using var command = new NpgsqlCommand("select from catalog.resources where id = $1 for update", connection) { Parameters = { new() { Value = id } } };
            await command.ExecuteNonQueryAsync();
        }

        public async Task<bool> SomebodyWaitsAsync()
        {
            await using var command = Database.CreateCommand("select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())");
            return (bool)(await command.ExecuteScalarAsync())!;
        }

        public async Task DisposeAsync()
        {
            await Database.DisposeAsync();
            await Writer.DisposeAsync();
            await Reader.DisposeAsync();
        }
    }
}
