using System.Text.Json.Nodes;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Requests that bring about every answer of the operators' routes.</summary>
internal sealed class OperatorScript(HttpFixture fixture)
{
    /// <summary>The operations that take a body.</summary>
    public static readonly string[] WithBody = ["invalidate", "warmUp"];

    private static readonly string[] NeedingDatabase = ["topStats", "invalidate", "warmUp", "events"];

    private readonly List<(string Operation, Reply Reply)> _replies = [];

    public async Task<IReadOnlyList<(string Operation, Reply Reply)>> RunAsync()
    {
        foreach (var good in Good())
        {
            await SendAsync(fixture.Api, good);
            await SendAsync(fixture.Api, good with { Path = good.Path + "?colour=red" });
        }
        foreach (var good in Good().Where(static good => WithBody.Contains(good.Operation))) await SendBadBodiesAsync(good);
        await SendAsync(fixture.Api, Good().Single(static good => good.Operation == "events"), ("Last-Event-ID", "x"));
        await SendToOthersAsync();
        return _replies;
    }

    private async Task SendBadBodiesAsync(Request good)
    {
        foreach (var (body, type) in new[] { ("{"u8.ToArray(), Json), ([0x22, 0xFF, 0x22], Json), (new byte[(1 << 20) + 1], Json), ("{}"u8.ToArray(), "text/plain"), ("{}"u8.ToArray(), Json), ("""{"a":1,"a":2}"""u8.ToArray(), Json) })
            _replies.Add((good.Operation, await fixture.Api.SendAsync(good.Method, good.Path, ApiClient.Content(body, type))));
    }

    private async Task SendToOthersAsync()
    {
        await using (var starting = new CatalogHost("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1"))
            foreach (var good in Good().Where(static good => NeedingDatabase.Contains(good.Operation))) await SendAsync(starting.Api, good);
        await using (var deaf = await new CatalogHost(fixture.ConnectionString, new() { ["Operations:EventListeners"] = "0" }).ReadyAsync())
            await SendAsync(deaf.Api, Good().Single(static good => good.Operation == "events"));
        await using var closed = await new CatalogHost(fixture.ConnectionString, new() { ["Access:Operations"] = "closed" }).ReadyAsync();
        var key = await closed.CreateKeyAsync(AccessScopes.CatalogRead);
        foreach (var good in Good())
        {
            await SendAsync(closed.Api, good);
            await SendAsync(closed.Api, good, ("Authorization", $"Bearer {key}"));
        }
    }

    private const string Json = "application/json";

    private static IEnumerable<Request> Good() =>
    [
        new("stats", "GET", "/stats"), new("redisStats", "GET", "/stats/redis"), new("topStats", "GET", "/stats/top"), new("cacheHealth", "GET", "/health/cache"), new("events", "GET", "/events"),
        new("invalidate", "POST", "/invalidate", new JsonObject { ["tags"] = new JsonArray("resources") }),
        new("warmUp", "POST", "/warm-up", new JsonObject { ["keys"] = new JsonArray("model:nowhere/nothing", "x") }),
    ];

    private async Task SendAsync(ApiClient api, Request request, params (string, string)[] headers) =>
        _replies.Add((request.Operation, await api.SendAsync(request.Method, request.Path, request.Body is null ? null : ApiClient.Json(request.Body), headers)));

    private sealed record Request(string Operation, string Method, string Path, JsonObject? Body = null);
}
