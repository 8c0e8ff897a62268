using System.Text.Json.Nodes;
using AIKernel.Catalog.Api.Http;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>How old answers are, and what is done for readers who want younger ones (RFC 9111, 5.1 and 5.2.1).</summary>
[Collection(HttpCollection.Name)]
public sealed class AgeTests(HttpFixture fixture)
{
    private const string Memory = "aikernel; hit; detail=memory";

    private readonly MovedTime _time = new();
    private readonly RecordingFreshness _freshness = new();

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 10, "max-age=60")] // 5.2.1.1
    [InlineData(1, 0, "max-age=9")]
    [InlineData(1, 0, "max-age=0")]
    [InlineData(1, 0, "max-age=9, max-age=60")]
    [InlineData(0, 10, "max-age=nine")] // 5.2: malformed
    [InlineData(0, 10, "colour=red")] // 5.2.3: unknown
    [InlineData(1, 0, "min-fresh=1")] // 5.2.1.3: by default no answer is fresh without asking
    [InlineData(0, 10, "max-stale=0")] // 5.2.1.2: only of what is stale
    [InlineData(1, 0, "max-age=9, max-stale")]
    [InlineData(1, 0, "no-cache")] // 5.2.1.4
    [InlineData(1, 0, "no-cache, max-age=0")] // once is enough
    [InlineData(0, 10, "no-store")] // 5.2.1.5: what is kept may be served
    [InlineData(0, 10, "only-if-cached")] // 5.2.1.7
    [InlineData(0, 10, "only-if-cached, max-age=60")]
    public async Task An_answer_older_than_its_reader_wants_it_is_validated_and_as_good_as_new(int validations, int age, string? directives = null)
    {
        await using var host = await StartAsync([]);
        var created = await host.Api.CreateAsync();
        foreach (var path in new[] { Samples.PathOf(created), $"/api/v1/resources?ns=http-tests&label.never={created.Id}" })
        {
            await KeptAsync(host, path);
            _time.Move(TimeSpan.FromSeconds(10));
            var before = _freshness.StrongCatchUps;

            var reply = directives is null ? await host.Api.GetAsync(path) : await host.Api.GetAsync(path, ("Cache-Control", directives));

            Assert.Equal((200, Memory, validations), (reply.Status, reply.Header("Cache-Status"), _freshness.StrongCatchUps - before));
            // The seconds in which the test itself ran count too.
            Assert.InRange(int.Parse(reply.Header("Age")!, null), age, age + 5);
            Assert.Null(reply.Header("Warning")); // 5.5: obsolete
        }
    }

    [Theory]
    [InlineData(0, "min-fresh=200")] // 300 fresh less 10 old
    [InlineData(1, "min-fresh=295")]
    [InlineData(1, "min-fresh=99999999999999")]
    [InlineData(1, "min-fresh=1, max-age=5")]
    public async Task Where_answers_are_fresh_for_a_time_the_rest_of_it_is_what_min_fresh_is_held_against(int validations, string directives)
    {
        await using var host = await StartAsync(new() { ["Http:Freshness:Preset"] = "platform" });
        var path = Samples.PathOf(await host.Api.CreateAsync());
        await KeptAsync(host, path);
        _time.Move(TimeSpan.FromSeconds(10));

        Assert.Equal(200, (await host.Api.GetAsync(path, ("Cache-Control", directives))).Status);

        Assert.Equal(validations, _freshness.StrongCatchUps);
    }

    [Fact]
    public async Task What_is_loaded_for_a_request_is_young_enough_for_it()
    {
        await using var host = await StartAsync([]);
        var path = Samples.PathOf(await host.Api.CreateUnkeptAsync());
        var reply = await host.Api.GetAsync(path, ("Cache-Control", "max-age=0"));
        Assert.Equal(("aikernel; fwd=miss", "0", 0), (reply.Header("Cache-Status"), reply.Header("Age"), _freshness.StrongCatchUps));
    }

    [Fact]
    public async Task An_absence_is_validated_like_anything_else()
    {
        await using var host = await StartAsync([]);
        var path = $"/api/v1/resources/{Guid.NewGuid()}";
        await KeptAsync(host, path);
        _time.Move(TimeSpan.FromSeconds(10));
        Assert.Equal(404, (await host.Api.GetAsync(path, ("Cache-Control", "max-age=5"))).Status);
        Assert.Equal(1, _freshness.StrongCatchUps);
    }

    [Fact]
    public async Task What_has_changed_is_never_validated()
    {
        // With the journal itself; in a database of its own, because what SQL changes does not import back unchanged.
        var connection = await HttpFixture.CreateDatabaseAsync();
        await using var host = await new CatalogHost(connection).ReadyAsync();
        await using var database = Npgsql.NpgsqlDataSource.Create(connection);
        var created = await host.Api.CreateAsync();
        for (var round = 0; round < 20; round++)
        {
            await host.Api.GetAsync(Samples.PathOf(created));
            await using var change = database.CreateCommand("update catalog.resources set title = $1 where id = $2");
            change.Parameters.Add(new() { Value = $"Round {round}" });
            change.Parameters.Add(new() { Value = created.Id });
            await change.ExecuteNonQueryAsync();

            var reply = await host.Api.GetAsync(Samples.PathOf(created), ("Cache-Control", "max-age=0"));
            Assert.Equal($"Round {round}", reply.Json.GetProperty("title").GetString());
        }
    }

    [Fact]
    public async Task Writes_know_no_age()
    {
        await using var host = await StartAsync([]);
        var created = await host.Api.CreateAsync();
        await host.Api.GetAsync(Samples.PathOf(created));
        _time.Move(TimeSpan.FromSeconds(10));
        var before = _freshness.StrongCatchUps;
        var written = await host.Api.PatchAsync(Samples.PathOf(created), new JsonObject { ["title"] = "x" }, ("If-Match", "*"), ("Cache-Control", "max-age=1, only-if-cached"));
        // It catches up anyway, once.
        Assert.Equal((200, null, null, 1), (written.Status, written.Header("Age"), written.Header("Cache-Status"), _freshness.StrongCatchUps - before));
    }

    [Fact]
    public async Task Only_where_answers_may_be_kept_do_they_vary_with_the_write_that_a_read_must_see()
    {
        await using var host = await StartAsync(new() { ["Http:Freshness:Preset"] = "platform", ["Access:Cors:Origins:0"] = "https://console.example" });
        var created = await host.Api.CreateAsync();
        foreach (var (path, vary) in new[] { (Samples.PathOf(created), "Catalog-Position"), ("/api/v1/resources", "Accept-Encoding, Catalog-Position"), (Samples.PathOf(created) + "/versions/1", "Accept-Encoding") })
        {
            var reply = await host.Api.GetAsync(path);
            // RFC 9110, 12.5.5: whatever chooses, on each of the answers that it chooses among.
            Assert.Equal($"{vary}, Origin", reply.Header("Vary"));
            Assert.Equal($"{vary}, Origin", (await host.Api.GetAsync(path, ("If-None-Match", reply.Etag))).Header("Vary"));
            Assert.Equal($"{vary}, Origin", (await host.Api.GetAsync(path, ("Origin", "https://console.example"))).Header("Vary"));
            Assert.Equal($"{vary}, Origin", (await host.Api.GetAsync(path, ("Origin", "https://elsewhere.example"))).Header("Vary"));
        }
    }

    /// <summary>Ends when the node serves it from memory: an answer read while a transaction is under way is not kept.</summary>
    private static async Task KeptAsync(CatalogHost host, string path)
    {
        while ((await host.Api.GetAsync(path)).Header("Cache-Status") != Memory) { }
    }

    private Task<CatalogHost> StartAsync(Dictionary<string, string> settings) => new CatalogHost(fixture.ConnectionString, settings, services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IFreshness>(_freshness);
    }).ReadyAsync();
}
