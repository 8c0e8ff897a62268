using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests;

/// <summary>Short ways to say JSON in tests.</summary>
internal static class Json
{
    public static readonly ResourceReader Reader = new(new KindRegistry([]));

    /// <summary>The text as it comes over the wire, single quotes standing for double ones.</summary>
    public static JsonElement Of(string text)
    {
        var body = JsonBody.Parse(Bytes(text));
        Assert.Empty(body.Faults);
        return body.Value;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace('\'', '"'));

    /// <summary>A valid resource with these members set (JSON text) or taken away (null).</summary>
    public static JsonElement Resource(params (string Name, string? Json)[] members)
    {
        var body = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "'model'", ["namespace"] = "'openai'", ["name"] = "'gpt-4o'" };
        foreach (var (name, json) in members)
            if (json is null) body.Remove(name);
            else body[name] = json;
        return Of($"{{{string.Join(",", body.Select(member => $"'{member.Key}':{member.Value}"))}}}");
    }

    public static Checked<ResourceContent> Read(params (string Name, string? Json)[] members) => Reader.Read(Resource(members));

    public static ResourceContent Content(params (string Name, string? Json)[] members)
    {
        var read = Read(members);
        Assert.Empty(read.Faults);
        return read.Value!;
    }

    /// <summary>Each fault as "pointer code", in the order told.</summary>
    public static string[] Told<T>(this Checked<T> result) => [.. result.Faults.Select(fault => $"{fault.Pointer} {fault.Code}")];

    public static string Quote(string text) => JsonValue.Create(text).ToJsonString();

    public static string Array(IEnumerable<string> items) => $"[{string.Join(",", items)}]";
}
