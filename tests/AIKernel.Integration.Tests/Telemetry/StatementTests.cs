using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AIKernel.Catalog.Persistence.Tracing;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>What the statements of a trace tell PostgreSQL, as its own log has it.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class StatementTests(StatementTests.LoggingServer server) : IClassFixture<StatementTests.LoggingServer>
{
    private PostgresServer Postgres => server.Postgres;

    [Fact]
    public async Task Statements_of_a_recorded_trace_name_it_and_those_of_others_do_not()
    {
        // With a log, for the sake of which a request has a trace though nobody listens.
        await using var host = await new CatalogHost(Postgres.ConnectionString, services: static services => new EventIds().AddTo(services)).ReadyAsync();
        var (recorded, other) = (ActivityTraceId.CreateRandom().ToString(), ActivityTraceId.CreateRandom().ToString());

        var created = await host.Api.PostAsync("/api/v1/resources", Samples.Resource(), ("traceparent", $"00-{recorded}-{ActivitySpanId.CreateRandom()}-01"));
        Assert.Equal(201, created.Status);
        await host.Api.PostAsync("/api/v1/resources", Samples.Resource(), ("traceparent", $"00-{other}-{ActivitySpanId.CreateRandom()}-00"));
        await host.Api.PostAsync("/api/v1/resources", Samples.Resource());

        var marked = Comments().Where(comment => comment.Trace == recorded).ToList();
        // EF Core's queries and the last statement of each of its batches, and those written by hand.
        Assert.Contains(marked, static comment => comment.Line.Contains(" for update ", StringComparison.Ordinal));
        Assert.Contains(marked, static comment => comment.Line.Contains("INSERT INTO catalog.resource_versions", StringComparison.Ordinal));
        Assert.Contains(marked, static comment => comment.Line.Contains("select journal.position()", StringComparison.Ordinal));
        Assert.DoesNotContain(Comments(), comment => comment.Trace != recorded);
    }

    [Fact]
    public async Task The_statement_of_a_load_names_the_load_s_span()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var host = await new CatalogHost(Postgres.ConnectionString, new() { ["Telemetry:OtlpEndpoint"] = receiver.Address, ["Telemetry:SampleRatio"] = "1" }).ReadyAsync())
        {
            var created = await host.Api.CreateUnkeptAsync();
            foreach (var path in new[] { Samples.PathOf(created), "/api/v1/search?q=marked", $"{Samples.PathOf(created)}/lineage" })
                Assert.Equal(200, (await host.Api.GetAsync(path)).Status);
        }
        var comments = Comments().Select(static comment => (comment.Trace, comment.Span)).ToHashSet();
        var loads = receiver.Spans.Where(static span => span.Name == "cache.load").ToList();
        Assert.Superset(new HashSet<string> { "resource.get", "search.search", "lineage.graph" }, loads.Select(static load => load.Attributes["aikernel.cache.operation"]).ToHashSet());
        Assert.All(loads, load => Assert.Contains((load.TraceId, load.SpanId), comments));
    }

    [Fact]
    public async Task Where_the_pool_prepares_statements_by_itself_none_is_marked()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        var preparing = new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString;
        await using var host = await new CatalogHost(preparing, services: static services => new EventIds().AddTo(services)).ReadyAsync();
        for (var i = 0; i < 3; i++) Assert.Equal(201, (await host.Api.PostAsync("/api/v1/resources", Samples.Resource(), ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))).Status);
        Assert.DoesNotContain(Comments(), comment => comment.Trace == trace);
    }

    [Fact]
    public async Task A_prepared_command_keeps_its_text_and_its_plan()
    {
        await using var connection = new NpgsqlConnection(Postgres.ConnectionString);
        await connection.OpenAsync();
        using var activity = new Activity("recorded") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await using var prepared = new NpgsqlCommand("select 1", connection);
        await prepared.PrepareAsync();
        await using var plain = new NpgsqlCommand("select 1", connection);

        foreach (var command in new[] { prepared, plain })
        {
            TraceContextInterceptor.Instance.ReaderExecuting(command, null!, default);
            Assert.Equal(1, await command.ExecuteScalarAsync());
        }

        Assert.True(prepared.IsPrepared);
        Assert.Equal(("select 1", $"select 1 /*traceparent='00-{activity.TraceId}-{activity.SpanId}-01'*/"), (prepared.CommandText, plain.CommandText));
    }

    /// <summary>Each comment that the server's log has, with the line it is on.</summary>
    private List<(string Trace, string Span, string Line)> Comments()
    {
        using var file = new FileStream(Postgres.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        // A statement of several lines goes on behind a tab.
        var log = Regex.Replace(reader.ReadToEnd(), @"\r?\n\t", " ");
        return [.. log.Split('\n').SelectMany(static line => Regex.Matches(line, "/\\*traceparent='00-([0-9a-f]{32})-([0-9a-f]{16})-01'\\*/").Select(match => (match.Groups[1].Value, match.Groups[2].Value, line)))];
    }

    /// <summary>A server that logs every statement.</summary>
    public sealed class LoggingServer : IAsyncLifetime
    {
        public PostgresServer Postgres { get; private set; } = null!;

        public async Task InitializeAsync() => Postgres = await PostgresServer.StartAsync(new()
        {
            Directory = Directory.CreateTempSubdirectory("aikernel-statements-").FullName,
            Ephemeral = true,
            Settings = new Dictionary<string, string> { ["log_statement"] = "all" },
        });

        public async Task DisposeAsync()
        {
            NpgsqlConnection.ClearAllPools();
            await Postgres.DisposeAsync();
        }
    }
}
