using System.Text.Json.Nodes;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Requests that are right, with names that no other test uses.</summary>
internal static class Samples
{
    private static int _number;

    public static string Name(string stem = "thing") => $"{stem}-{Interlocked.Increment(ref _number)}-{Guid.NewGuid():N}"[..(stem.Length + 14)];

    public static JsonObject Resource(string kind = "model", string? name = null) => new()
    {
        ["kind"] = kind,
        ["namespace"] = "http-tests",
        ["name"] = name ?? Name(kind),
    };

    public static string Reference(JsonObject resource) => $"{resource["kind"]}:{resource["namespace"]}/{resource["name"]}";

    public static async Task<Reply> CreateAsync(this ApiClient api, JsonObject? content = null)
    {
        var created = await api.PostAsync("/api/v1/resources", content ?? Resource());
        Assert.True(created.Status == 201, created.ToString());
        return created;
    }

    /// <summary>The same, where nothing of it is to be in a cache yet.</summary>
    public static async Task<Reply> CreateUnkeptAsync(this ApiClient api)
    {
        var created = await api.PostAsync("/api/v1/resources", Resource(), ("Cache-Control", "no-store"));
        Assert.True(created.Status == 201, created.ToString());
        return created;
    }

    public static async Task<Reply> RelateAsync(this ApiClient api, Reply source, string type, Reply target)
    {
        var created = await api.PostAsync("/api/v1/relationships", new JsonObject { ["source"] = source.Id, ["type"] = type, ["target"] = target.Id });
        Assert.True(created.Status == 201, created.ToString());
        return created;
    }

    public static string PathOf(Reply resource) => $"/api/v1/resources/{resource.Id}";
}
