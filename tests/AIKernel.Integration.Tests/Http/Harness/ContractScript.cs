using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Access;
using AIKernel.Integration.Tests.Keyed;
using AIKernel.Integration.Tests.Operations;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Requests that bring about every answer of the contract.</summary>
internal sealed class ContractScript(HttpFixture fixture)
{
    private static readonly string[] ById = ["getResource", "replaceResource", "patchResource", "deleteResource", "restoreResource", "listVersions", "getVersion", "listRelationships", "getLineage", "getImpact", "getRelationship", "patchRelationship", "deleteRelationship"];
    private static readonly string[] ByReference = ["getResourceByReference", "getLineageByReference", "getImpactByReference"];
    private static readonly string[] Paged = ["listResources", "listVersions", "listRelationships", "search"];
    private static readonly string[] Unconditional = ["export", "getResources", "getDependencies", "import", "createResource", "createRelationship"];

    private static readonly (string Operation, string Path)[] Operations =
    [
        ("health", "/health"), ("live", "/health/live"), ("ready", "/health/ready"), ("startup", "/health/startup"), ("metrics", "/metrics"), ("cacheMetrics", "/metrics/cache"),
        ("contract", "/openapi/v1.json"), ("contractBesideApi", "/api/v1/openapi/v1.json"),
    ];

    private readonly List<(string Operation, Reply Reply)> _replies = [];

    private ApiClient Api => fixture.Api;

    public async Task<IReadOnlyList<(string Operation, Reply Reply)>> RunAsync()
    {
        foreach (var request in ContractRequests.Good(Seed.Unplanted()))
        {
            await SendGoodAsync(request.Operation);
            await SendGenericAsync(request.Operation);
        }
        await SendNotFoundAsync();
        await SendGoneAsync();
        await SendConflictsAsync();
        await SendSpecialAsync();
        await SendWhileStartingAsync();
        await SendBeyondLimitsAsync();
        await SendUninvitedAsync();
        await SendOperationsAsync();
        _replies.AddRange(await new OperatorScript(fixture).RunAsync());
        _replies.AddRange(await new KeyedScript(fixture).RunAsync());
        return _replies;
    }

    private async Task SendGoodAsync(string operation)
    {
        var good = await NewAsync(operation);
        await SendAsync(good, ("If-Match", "*"));
        if (operation == "putResourceByReference")
            await SendAsync(good with { Path = $"/resources/by-ref?ref=model:http-tests/{Samples.Name("put")}" });
        if (good.Method == "GET" && !Unconditional.Contains(operation)) await SendAsync(good, ("If-None-Match", "*"));
    }

    /// <summary>What every operation refuses, or every one of its sort.</summary>
    private async Task SendGenericAsync(string operation)
    {
        var good = await NewAsync(operation);
        await SendAsync(good.With("colour=red"));
        await SendAsync(good, ("Catalog-Position", "x"));
        if (good.Method == "GET") await SendAsync(good, ("Cache-Control", "no-cache, only-if-cached"));
        if (Paged.Contains(operation)) await SendAsync(good.With("cursor=AAAA"));
        if (!Unconditional.Contains(operation))
        {
            await SendAsync(good, ("If-Match", "unquoted"));
            await SendAsync(good, ("If-Match", "\"another\""));
        }
        if (good.Body is null || operation == "import") return;
        await SendAsync(good.With("{"u8.ToArray(), "application/json"), ("If-Match", "*"));
        await SendAsync(good.With([0x22, 0xFF, 0x22], "application/json"), ("If-Match", "*"));
        await SendAsync(good.With(new byte[(1 << 20) + 1], "application/json"), ("If-Match", "*"));
        await SendAsync(good.With("{}"u8.ToArray(), "text/plain"), ("If-Match", "*"));
        // Twice the same key is against the rules for every body.
        await SendAsync(good.With("""{"a":1,"a":2}"""u8.ToArray(), "application/json"), ("If-Match", "*"));
    }

    private async Task SendNotFoundAsync()
    {
        var nothing = ContractRequests.Good(Seed.Unplanted() with { Deleted = Guid.NewGuid() }).ToDictionary(static request => request.Operation);
        foreach (var operation in ById.Concat(ByReference)) await SendAsync(nothing[operation], ("If-Match", "*"));
        foreach (var operation in new[] { "replaceResource", "patchResource", "deleteResource", "restoreResource", "patchRelationship", "deleteRelationship" }) await SendAsync(nothing[operation]);
    }

    private async Task SendGoneAsync()
    {
        var seed = await Seed.PlantAsync(Api);
        await Api.DeleteAsync($"/api/v1/resources/{seed.One}", ("If-Match", "*"));
        var gone = ContractRequests.Good(seed).ToDictionary(static request => request.Operation);
        foreach (var operation in new[] { "getResource", "getResourceByReference", "replaceResource", "patchResource", "deleteResource" }) await SendAsync(gone[operation], ("If-Match", "*"));
    }

    private async Task SendConflictsAsync()
    {
        var (content, seed) = (Samples.Resource(), await Seed.PlantAsync(Api));
        await Api.CreateAsync(content);
        await SendAsync(new("createResource", "POST", "/resources", () => ApiClient.Json(content)));
        await SendAsync(new("replaceResource", "PUT", $"/resources/{seed.One}", () => ApiClient.Json(content)), ("If-Match", "*"));
        await SendAsync(new("replaceResource", "PUT", $"/resources/{seed.One}", static () => ApiClient.Json(Samples.Resource("agent"))), ("If-Match", "*"));
        await SendAsync(new("patchResource", "PATCH", $"/resources/{seed.One}", () => ApiClient.Json(new JsonObject { ["name"] = content["name"]!.DeepClone() })), ("If-Match", "*"));
        await SendAsync(new("patchResource", "PATCH", $"/resources/{seed.One}", static () => ApiClient.Json(new JsonObject { ["kind"] = "agent" })), ("If-Match", "*"));

        var doomed = await Api.CreateAsync(content = Samples.Resource());
        await Api.DeleteAsync(Samples.PathOf(doomed), ("If-Match", "*"));
        await Api.CreateAsync(content);
        await SendAsync(new("restoreResource", "POST", $"/resources/{doomed.Id}/restore"), ("If-Match", "*"));

        await RelateAsync(seed.One, "uses", seed.Two);
        await RelateAsync(Guid.NewGuid(), "uses", seed.Two);
        await RelateAsync(seed.One, "uses", Guid.NewGuid());
        await Api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = seed.One, ["type"] = "part_of", ["target"] = seed.Two });
        await RelateAsync(seed.Two, "part_of", seed.One);

        Task RelateAsync(Guid source, string type, Guid target) => SendAsync(new("createRelationship", "POST", "/relationships",
            () => ApiClient.Json(new JsonObject { ["source"] = source, ["type"] = type, ["target"] = target })));
    }

    private async Task SendSpecialAsync()
    {
        var seed = await Seed.PlantAsync(Api);
        await SendAsync(new("getResourceByReference", "GET", $"/resources/by-ref?ref={Uri.EscapeDataString(seed.OneRef + ";v=1")}"));
        await SendAsync(new("getResources", "POST", "/resources/batch-get", static () => ApiClient.Json(new JsonObject())));
        await SendAsync(new("getResources", "POST", "/resources/batch-get", static () => ApiClient.Json(new JsonObject { ["ids"] = new JsonArray([.. Enumerable.Range(0, 501).Select(static number => (JsonNode)number)]) })));
        await SendAsync(new("getDependencies", "POST", "/graph/dependencies", static () => ApiClient.Json(new JsonObject())));
        await SendAsync(new("import", "POST", "/bulk", static () => ApiClient.Lines("{")));
        await SendAsync(new("import", "POST", "/bulk", static () => ApiClient.Content("{}"u8.ToArray(), "text/plain")));
        await SendAsync(new("import", "POST", "/bulk", static () => ApiClient.Content("{}"u8.ToArray(), "application/x-ndjson")), ("Content-Encoding", "gzip"));
        await SendAsync(new("import", "POST", "/bulk", static () => ApiClient.Content(Encoding.UTF8.GetBytes(new string('\n', 400_001)), "application/x-ndjson")));
    }

    private async Task SendWhileStartingAsync()
    {
        await using var host = new CatalogHost("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1");
        foreach (var request in ContractRequests.Good(Seed.Unplanted())) _replies.Add((request.Operation, await request.SendAsync(host.Api)));
        foreach (var probe in new[] { "health", "ready", "startup" }) _replies.Add((probe, await host.Api.GetAsync(probe == "health" ? "/health" : $"/health/{probe}")));
    }

    private async Task SendBeyondLimitsAsync()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["RateLimits:Enabled"] = "true", ["RateLimits:PermitLimit"] = "1", ["RateLimits:WindowSeconds"] = "3600" }).ReadyAsync();
        // One of each sort uses the permit up.
        foreach (var request in ContractRequests.Good(Seed.Unplanted())) await request.SendAsync(host.Api);
        foreach (var request in ContractRequests.Good(Seed.Unplanted())) _replies.Add((request.Operation, await request.SendAsync(host.Api)));
    }

    /// <summary>To a host that is closed: without a key, and with one that allows nothing of the sort.</summary>
    private async Task SendUninvitedAsync()
    {
        await using var host = await new CatalogHost(fixture.ConnectionString, new() { ["Access:Reads"] = "closed", ["Access:Writes"] = "closed", ["Access:Operations"] = "closed" }).ReadyAsync();
        var (read, operate) = (await host.CreateKeyAsync(AccessScopes.CatalogRead), await host.CreateKeyAsync(AccessScopes.CacheAdmin));
        foreach (var key in new[] { "", read, operate })
        {
            (string, string)[] shown = key.Length == 0 ? [] : [("Authorization", $"Bearer {key}")];
            foreach (var request in ContractRequests.Good(Seed.Unplanted())) Keep(request.Operation, await request.SendAsync(host.Api, shown));
            foreach (var (operation, path) in Operations) Keep(operation, await host.Api.GetAsync(path, shown));
        }

        void Keep(string operation, Reply reply)
        {
            if (reply.Status is 401 or 403) _replies.Add((operation, reply));
        }
    }

    private async Task SendOperationsAsync()
    {
        foreach (var (operation, path) in Operations.Where(static one => !one.Operation.StartsWith("contract", StringComparison.Ordinal)))
            _replies.Add((operation, await Api.GetAsync(path)));
        foreach (var (operation, path) in new[] { ("contract", "/openapi/v1.json"), ("contractBesideApi", "/api/v1/openapi/v1.json") })
            foreach (var (name, value) in new[] { ("If-None-Match", "\"another\""), ("If-None-Match", "*"), ("If-Match", "\"another\""), ("If-Match", "unquoted") })
                _replies.Add((operation, await Api.GetAsync(path, (name, value))));
    }

    private async Task<ContractRequest> NewAsync(string operation)
    {
        var seed = await Seed.PlantAsync(Api);
        return ContractRequests.Good(seed).Single(request => request.Operation == operation);
    }

    private async Task SendAsync(ContractRequest request, params (string, string)[] headers) =>
        _replies.Add((request.Operation, await request.SendAsync(Api, headers)));
}
