using System.Text.Json.Nodes;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Requests that bring about every answer of the routes of keyed values.</summary>
internal sealed class KeyedScript(HttpFixture fixture)
{
    /// <summary>The operations that take a body.</summary>
    public static readonly string[] WithBody = ["setValue", "getValues", "setValues"];

    private const string Json = "application/json";

    private readonly List<(string Operation, Reply Reply)> _replies = [];

    public async Task<IReadOnlyList<(string Operation, Reply Reply)>> RunAsync()
    {
        foreach (var good in Good())
        {
            await SendAsync(fixture.Api, good);
            await SendAsync(fixture.Api, good with { Path = good.Path + "?colour=red" });
            if (good.Body is not null) await SendBadBodiesAsync(good);
            else await SendAsync(fixture.Api, good with { Path = "/cache/" });
        }
        await SendToOthersAsync();
        await SendWhereTheLogIsMissingAsync();
        return _replies;
    }

    private async Task SendBadBodiesAsync(Request good)
    {
        foreach (var (body, type) in new[] { ("{"u8.ToArray(), Json), ([0x22, 0xFF, 0x22], Json), (new byte[(1 << 21) - 1024], Json), ("{}"u8.ToArray(), "text/plain"), ("{}"u8.ToArray(), Json), ("""{"a":1,"a":2}"""u8.ToArray(), Json) })
            _replies.Add((good.Operation, await fixture.Api.SendAsync(good.Method, good.Path, ApiClient.Content(body, type))));
    }

    private async Task SendToOthersAsync()
    {
        await using (var starting = new CatalogHost("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1"))
            foreach (var good in Good()) await SendAsync(starting.Api, good);
        await using var closed = await new CatalogHost(fixture.ConnectionString, new() { ["Access:Operations"] = "closed" }).ReadyAsync();
        var key = await closed.CreateKeyAsync(AccessScopes.CatalogRead);
        foreach (var good in Good())
        {
            await SendAsync(closed.Api, good);
            await SendAsync(closed.Api, good, ("Authorization", $"Bearer {key}"));
        }
    }

    /// <summary>Where values were written behind once, the log orders every write; this host has none.</summary>
    private async Task SendWhereTheLogIsMissingAsync()
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        await using var host = await new CatalogHost(database).ReadyAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await using (var open = source.CreateCommand("select keyed.open_log()")) await open.ExecuteNonQueryAsync();
        foreach (var good in Good().Where(static good => good.Operation is not ("getValue" or "getValues"))) await SendAsync(host.Api, good);
        await SendAsync(host.Api, new("invalidate", "POST", "/invalidate", new JsonObject { ["pattern"] = "x" }));
    }

    private static IEnumerable<Request> Good() =>
    [
        new("setValue", "POST", "/cache", new JsonObject { ["key"] = "contract:1", ["value"] = 1, ["ttl"] = "short", ["strategy"] = "write-through", ["tags"] = new JsonArray("contract") }),
        new("getValue", "GET", "/cache/contract:1"),
        new("getValues", "POST", "/cache/batch-get", new JsonObject { ["keys"] = new JsonArray("contract:1", "contract:2") }),
        new("setValues", "POST", "/cache/batch-set", new JsonObject { ["items"] = new JsonObject { ["contract:3"] = 3 } }),
        new("deleteValue", "DELETE", "/cache/contract:1"),
    ];

    private async Task SendAsync(ApiClient api, Request request, params (string, string)[] headers) =>
        _replies.Add((request.Operation, await api.SendAsync(request.Method, request.Path, request.Body is null ? null : ApiClient.Json(request.Body), headers)));

    private sealed record Request(string Operation, string Method, string Path, JsonObject? Body = null);
}
