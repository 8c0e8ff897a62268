using System.Text.Json.Nodes;

namespace AIKernel.Operations.Tests.Manifests;

/// <summary>Short ways into JSON whose members may be absent.</summary>
internal static class JsonPaths
{
    /// <summary>The member at the end of the path; null if any part of it is absent.</summary>
    public static JsonNode? At(this JsonNode? node, params string[] path)
    {
        foreach (var name in path) node = node is JsonObject parent && parent.TryGetPropertyValue(name, out var child) ? child : null;
        return node;
    }

    public static string? Text(this JsonNode? node, params string[] path) => node.At(path) is JsonValue value ? value.ToString() : null;

    public static int? Number(this JsonNode? node, params string[] path) => node.At(path) is JsonValue value && value.TryGetValue<long>(out var number) ? (int)number : null;

    public static bool? Flag(this JsonNode? node, params string[] path) => node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static IEnumerable<JsonNode> Items(this JsonNode? node, params string[] path) => node.At(path) is JsonArray array ? array.OfType<JsonNode>() : [];

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params string[] path) =>
        node.At(path) is JsonObject map ? map.ToDictionary(static pair => pair.Key, static pair => pair.Value?.ToString() ?? "") : new Dictionary<string, string>();

    public static IEnumerable<(string Path, string Value)> Texts(this JsonNode? node, string path = "") => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Value.Texts($"{path}.{pair.Key}")),
        JsonArray array => array.SelectMany((item, at) => item.Texts($"{path}[{at}]")),
        JsonValue value => [(path, value.ToString())],
        _ => [],
    };
}
