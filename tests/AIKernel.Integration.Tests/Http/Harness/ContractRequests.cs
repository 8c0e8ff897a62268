using System.Text.Json.Nodes;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Rows that a request can be about.</summary>
internal sealed record Seed(Guid One, string OneRef, Guid Two, Guid Edge, Guid Deleted)
{
    /// <summary>Rows that exist, the last one deleted.</summary>
    public static async Task<Seed> PlantAsync(ApiClient api)
    {
        var (one, two, deleted) = (await api.CreateAsync(), await api.CreateAsync(), await api.CreateAsync());
        var edge = await api.RelateAsync(one, "uses", two);
        Assert.Equal(204, (await api.DeleteAsync(Samples.PathOf(deleted), ("If-Match", "*"))).Status);
        return new(one.Id, one.Json.GetProperty("ref").GetString()!, two.Id, edge.Id, deleted.Id);
    }

    /// <summary>Rows that do not.</summary>
    public static Seed Unplanted() => new(Guid.NewGuid(), $"model:http-tests/{Samples.Name()}", Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
}

/// <summary>A request to an operation of the contract.</summary>
internal sealed record ContractRequest(string Operation, string Method, string Path, Func<HttpContent>? Body = null)
{
    public Task<Reply> SendAsync(ApiClient api, params (string Name, string Value)[] headers) =>
        api.SendAsync(Method, ApiClient.Root + Path, Body?.Invoke(), headers);

    /// <summary>The same with more in the query string.</summary>
    public ContractRequest With(string query) => this with { Path = Path + (Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query };

    /// <summary>The same with another body.</summary>
    public ContractRequest With(byte[] body, string type) => this with { Body = () => ApiClient.Content(body, type) };
}

/// <summary>For each operation of the catalog a request that succeeds when its rows exist and If-Match is sent with <c>*</c>.</summary>
internal static class ContractRequests
{
    public static IEnumerable<ContractRequest> Good(Seed seed)
    {
        var (one, reference) = ($"/resources/{seed.One}", Uri.EscapeDataString(seed.OneRef));
        yield return new("listResources", "GET", "/resources?ns=http-tests&limit=1");
        yield return new("countResources", "GET", "/resources/counts");
        yield return new("getResource", "GET", one);
        yield return new("getResourceByReference", "GET", $"/resources/by-ref?ref={reference}");
        yield return new("getResources", "POST", "/resources/batch-get", Json(() => new() { ["ids"] = new JsonArray(seed.One, seed.Deleted) }));
        yield return new("createResource", "POST", "/resources", Json(() => Samples.Resource()));
        yield return new("replaceResource", "PUT", one, Json(() => Samples.Resource()));
        yield return new("patchResource", "PATCH", one, Json(static () => new() { ["title"] = "Patched" }));
        yield return new("putResourceByReference", "PUT", $"/resources/by-ref?ref={reference}", Json(static () => new() { ["title"] = "Put" }));
        yield return new("deleteResource", "DELETE", one);
        yield return new("restoreResource", "POST", $"/resources/{seed.Deleted}/restore");
        yield return new("listVersions", "GET", one + "/versions");
        yield return new("getVersion", "GET", one + "/versions/1");
        yield return new("listRelationships", "GET", one + "/relationships");
        yield return new("createRelationship", "POST", "/relationships", Json(() => new() { ["source"] = seed.Two, ["type"] = "guards", ["target"] = seed.One }));
        yield return new("getRelationship", "GET", $"/relationships/{seed.Edge}");
        yield return new("patchRelationship", "PATCH", $"/relationships/{seed.Edge}", Json(static () => new() { ["properties"] = new JsonObject { ["a"] = 1 } }));
        yield return new("deleteRelationship", "DELETE", $"/relationships/{seed.Edge}");
        yield return new("getLineage", "GET", one + "/lineage");
        yield return new("getLineageByReference", "GET", $"/lineage?ref={reference}");
        yield return new("getImpact", "GET", one + "/impact");
        yield return new("getImpactByReference", "GET", $"/impact?ref={reference}");
        yield return new("getDependencies", "POST", "/graph/dependencies", Json(() => new() { ["ids"] = new JsonArray(seed.One) }));
        yield return new("search", "GET", "/search?q=model&limit=1");
        yield return new("autocomplete", "GET", "/search/autocomplete?prefix=mod");
        yield return new("import", "POST", "/bulk", static () => ApiClient.Lines("""{"op":"upsert","kind":"model","namespace":"http-tests","name":"imported"}"""));
        yield return new("export", "GET", "/export");
    }

    private static Func<HttpContent> Json(Func<JsonObject> body) => () => ApiClient.Json(body());
}
