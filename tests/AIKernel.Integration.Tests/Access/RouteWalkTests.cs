using System.Text.RegularExpressions;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Access;

/// <summary>Every route of the contract, walked by everybody: who gets in is told here by the address alone, not by what the route says of itself.</summary>
[Collection(HttpCollection.Name)]
public sealed partial class RouteWalkTests(HttpFixture fixture)
{
    private static readonly string[] Questions = ["/api/v1/resources/batch-get", "/api/v1/graph/dependencies"];
    private static readonly string[] Probes = ["/health/live", "/health/ready", "/health/startup"];

    [Fact]
    public void Every_route_declares_a_scope()
    {
        var routes = fixture.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, static route => Assert.True(route.Metadata.GetMetadata<RouteScope>() is not null, $"{route.RoutePattern.RawText} declares no scope."));
    }

    [Theory]
    [InlineData("", "", "", "open", "closed", "closed")]
    [InlineData("closed", "", "", "closed", "closed", "closed")]
    [InlineData("open", "open", "closed", "open", "open", "closed")]
    [InlineData("closed", "closed", "open", "closed", "closed", "open")]
    [InlineData("open", "open", "open", "open", "open", "open")]
    public async Task Exactly_those_get_in_whom_the_configuration_or_their_key_lets_in(string reads, string writes, string operations, string readsAre, string writesAre, string operationsAre)
    {
        var settings = new Dictionary<string, string> { ["Access:Writes"] = writes, ["Access:Operations"] = operations };
        if (reads.Length > 0) settings["Access:Reads"] = reads;
        await using var host = await new CatalogHost(fixture.ConnectionString, settings).ReadyAsync();
        var open = (readsAre == "open" ? AccessScopes.CatalogRead : 0) | (writesAre == "open" ? AccessScopes.CatalogWrite : 0) | (operationsAre == "open" ? AccessScopes.CacheAdmin : 0);
        var wrong = new List<string>();
        foreach (var caller in await CallersAsync(host))
            foreach (var (method, path) in await RoutesAsync(host))
            {
                var expected = Expected(NeededFor(method, path), open, caller);
                var reply = await host.Api.SendAsync(method, path, method == "GET" ? null : ApiClient.Content([], null), caller.Headers);
                var answered = reply.Status is 401 or 403 ? reply.Status : 200;
                if (answered != expected) wrong.Add($"{caller.Name}: {method} {path} -> {reply.Status} instead of {expected}");
                else if (answered != 200) AssertRefusal(reply, caller);
            }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static int Expected(AccessScopes needed, AccessScopes open, Caller caller) =>
        needed == AccessScopes.None ? 200
        : !caller.IsValid ? 401
        : (open & needed) != 0 || (caller.Scopes & needed) != 0 ? 200
        : caller.Scopes == AccessScopes.None ? 401 : 403;

    private static AccessScopes NeededFor(string method, string path) =>
        Probes.Contains(path) ? AccessScopes.None
        : path == "/openapi/v1.json" ? AccessScopes.CatalogRead
        : !path.StartsWith("/api/", StringComparison.Ordinal) ? AccessScopes.CacheAdmin
        : method == "GET" || Questions.Contains(path) ? AccessScopes.CatalogRead
        : AccessScopes.CatalogWrite;

    private static void AssertRefusal(Reply reply, Caller caller)
    {
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Equal(reply.Status == 401 ? "unauthenticated" : "forbidden", reply.Code);
        Assert.StartsWith("Bearer realm=\"aikernel\"", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal(reply.Status == 403, reply.Header("WWW-Authenticate")!.Contains("insufficient_scope", StringComparison.Ordinal));
        Assert.Equal(!caller.IsValid, reply.Header("WWW-Authenticate")!.Contains("invalid_token", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Caller>> CallersAsync(CatalogHost host)
    {
        const AccessScopes all = AccessScopes.CatalogRead | AccessScopes.CatalogWrite | AccessScopes.CacheAdmin;
        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var callers = new List<Caller> { new("anonymous", AccessScopes.None, true, []) };
        foreach (var scope in new[] { AccessScopes.CatalogRead, AccessScopes.CatalogWrite, AccessScopes.CacheAdmin, AccessScopes.CatalogRead | AccessScopes.CatalogWrite })
            callers.Add(new(scope.ToString(), scope, true, Bearer(await host.CreateKeyAsync(scope))));
        var known = await host.CreateKeyAsync(all);
        callers.Add(new("all", all, true, Bearer(known)));
        callers.Add(new("all, in the other header", all, true, [("X-Api-Key", known)]));
        callers.Add(new("expired", all, false, Bearer(await host.CreateKeyAsync(all, expires: past))));
        callers.Add(new("revoked", all, false, Bearer(await host.CreateKeyAsync(all, revoked: past))));
        callers.Add(new("unknown", all, false, Bearer(Catalog.Api.Access.Keys.ApiKey.Create().Text)));
        callers.Add(new("the id of another's key", all, false, Bearer(known[..^1] + (known[^1] == 'A' ? 'E' : 'A'))));
        callers.Add(new("two keys", all, false, [.. Bearer(known), ("X-Api-Key", known)]));
        callers.Add(new("not a key", all, false, Bearer("hello")));
        callers.Add(new("no key after the word", all, false, [("Authorization", "Bearer")]));
        callers.Add(new("another scheme", AccessScopes.None, true, [("Authorization", "Basic aGVsbG86dGhlcmU=")]));
        return callers;
    }

    private static (string, string)[] Bearer(string key) => [("Authorization", $"Bearer {key}")];

    /// <summary>The contract is asked of the open host: this one may not tell it.</summary>
    private async Task<IReadOnlyList<(string Method, string Path)>> RoutesAsync(CatalogHost host)
    {
        var contract = (await fixture.Api.GetAsync("/openapi/v1.json")).Json;
        Assert.Equal(
            fixture.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.Count,
            host.Services.GetRequiredService<EndpointDataSource>().Endpoints.Count);
        return [.. contract.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject()
            .Select(operation => (operation.Name.ToUpperInvariant(), Placeholder().Replace(path.Name, static match => match.Value == "{n}" ? "1" : Guid.NewGuid().ToString()))))];
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    private sealed record Caller(string Name, AccessScopes Scopes, bool IsValid, (string, string)[] Headers);
}
