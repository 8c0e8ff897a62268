using System.Runtime.CompilerServices;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Http;

/// <summary>Faults below the handlers: what is told of them, and what is not.</summary>
[Collection(HttpCollection.Name)]
public sealed class FaultTests(HttpFixture fixture)
{
    [Fact]
    public async Task A_bug_is_told_as_such_without_a_word_about_the_inside()
    {
        await using var host = await HostAsync(static () => new InvalidOperationException("secret"));
        var reply = await host.Api.GetAsync("/api/v1/search");
        Assert.Equal((500, "internal-error"), (reply.Status, reply.Code));
        Assert.Equal("""{"type":"urn:aikernel:problem:internal-error","title":"The server failed","status":500,"instance":"/api/v1/search","code":"internal-error"}""", reply.Text);
        Assert.Equal(("nosniff", "no-store"), (reply.Header("X-Content-Type-Options"), reply.Header("Cache-Control")));
    }

    public static TheoryData<string> Outages => new() { "timeout", "cancelled", "57P01", "53300", "40P01", "3D000", "08006", "wrapped" };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task A_database_that_is_not_there_is_told_as_unavailable(string outage)
    {
        await using var host = await HostAsync(() => outage switch
        {
            "timeout" => new TimeoutException(),
            "cancelled" => new OperationCanceledException(),
            "wrapped" => new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new NpgsqlException("x", new IOException())),
            _ => new PostgresException("secret", "FATAL", "FATAL", outage),
        });
        var reply = await host.Api.GetAsync("/api/v1/search");
        Assert.Equal((503, "unavailable"), (reply.Status, reply.Code));
        Assert.Equal("2", reply.Header("Retry-After"));
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_refuses_a_statement_is_a_bug_of_ours()
    {
        await using var host = await HostAsync(static () => new PostgresException("secret", "ERROR", "ERROR", "42601"));
        Assert.Equal(500, (await host.Api.GetAsync("/api/v1/search")).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task An_export_that_breaks_off_never_looks_whole(string coding)
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, services: static services => services.AddSingleton<IBulkStore>(new BreakingStore(after: 1000))).ReadyAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Api.GetAsync("/api/v1/export", ("Accept-Encoding", coding)));
    }

    [Fact]
    public async Task An_export_that_cannot_begin_is_refused()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, services: static services => services.AddSingleton<IBulkStore>(new BreakingStore(after: 0))).ReadyAsync();
        var reply = await host.Api.GetAsync("/api/v1/export");
        Assert.Equal((503, "unavailable"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Without_redis_a_node_is_ready_and_says_that_it_is_degraded()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["Caching:Redis:ConnectionString"] = "127.0.0.1:1" }).ReadyAsync();
        var health = await host.Api.GetAsync("/health");
        Assert.Equal((200, "degraded"), (health.Status, health.Json.GetProperty("status").GetString()));
        var checks = health.Json.GetProperty("checks").EnumerateArray().ToDictionary(static check => check.GetProperty("name").GetString()!, static check => check.GetProperty("status").GetString());
        Assert.Equal(("degraded", "healthy", "healthy"), (checks["cache"], checks["database"], checks["migrations"]));
        Assert.DoesNotContain(" at ", health.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await host.Api.GetAsync("/health/ready")).Status);
        Assert.Equal(200, (await host.Api.GetAsync("/api/v1/resources")).Status);
    }

    [Fact]
    public async Task A_revalidated_read_tells_where_its_answer_came_from()
    {
        var created = await fixture.Api.CreateAsync();
        await fixture.Api.GetAsync(Samples.PathOf(created));
        var reply = await fixture.Api.GetAsync(Samples.PathOf(created), ("If-None-Match", created.Etag));
        Assert.Equal((304, "aikernel; hit; detail=memory"), (reply.Status, reply.Header("Cache-Status")));
        Assert.NotNull(reply.Header("Age"));
    }

    private async Task<CatalogHost> HostAsync(Func<Exception> fault) =>
        await new CatalogHost(fixture.ConnectionString, services: services => services.AddSingleton<ISearchRepository>(new FailingSearch(fault))).ReadyAsync();

    private sealed class FailingSearch(Func<Exception> fault) : ISearchRepository
    {
        public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken) => throw fault();

        public ValueTask<ValueList<Suggestion>> AutocompleteAsync(AutocompleteQuery query, CancellationToken cancellationToken) => throw fault();
    }

    private sealed class BreakingStore(int after) : IBulkStore
    {
        public ValueTask<IBulkSession> BeginAsync(bool atomic, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<ExportItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var number = 0; number < after; number++)
                yield return new(new() { Kind = "model", Namespace = "a", Name = $"n{number}", Title = "t" }, null);
            await Task.Yield();
            throw new NpgsqlException("gone", new IOException());
        }
    }
}
