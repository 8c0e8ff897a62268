using System.Text.Json;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Short forms for calls of the keyed routes.</summary>
internal static class KeyedCalls
{
    public static Task<Reply> GetValueAsync(this CatalogHost host, string key) => host.Api.GetAsync("/cache/" + Uri.EscapeDataString(key));

    public static async Task<Reply> SetValueAsync(this CatalogHost host, string key, JsonNode? value, string? strategy = null, JsonNode? ttl = null, string[]? tags = null, string[]? dependencies = null, string? policy = null)
    {
        var body = new JsonObject { ["key"] = key, ["value"] = value };
        if (strategy is not null) body["strategy"] = strategy;
        if (ttl is not null) body["ttl"] = ttl;
        if (tags is not null) body["tags"] = new JsonArray([.. tags.Select(static tag => (JsonNode)tag)]);
        if (dependencies is not null) body["dependencies"] = new JsonArray([.. dependencies.Select(static one => (JsonNode)one)]);
        if (policy is not null) body["policy"] = policy;
        var reply = await host.Api.PostAsync("/cache", body);
        Assert.True(reply.Status == 200, reply.ToString());
        return reply;
    }

    /// <summary>The value as JSON text, with the tier it came from; "none" where there is none.</summary>
    public static async Task<(string Value, string? Tier)> ReadAsync(this CatalogHost host, string key)
    {
        var reply = await host.GetValueAsync(key);
        Assert.True(reply.Status == 200, reply.ToString());
        var json = reply.Json;
        Assert.Equal(key, json.GetProperty("key").GetString());
        return (json.GetProperty("hit").GetBoolean() ? json.GetProperty("value").GetRawText() : "none", json.GetProperty("tier").GetString());
    }

    public static async Task<string> ValueAsync(this CatalogHost host, string key) => (await host.ReadAsync(key)).Value;

    /// <summary>A key that no other test has.</summary>
    public static string NewKey(string family = "test") => $"{family}:{Guid.NewGuid():N}";

    public static string[] Members(JsonElement json) => [.. json.EnumerateObject().Select(static member => member.Name)];
}
