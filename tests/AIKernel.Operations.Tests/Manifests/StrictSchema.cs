using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AIKernel.Operations.Tests.Manifests;

/// <summary>
/// Holds objects against the API's schema as a server does under <c>--validate=strict</c>: also members that the schema does
/// not name are faults. (JSON Schema by itself would let them pass.)
/// </summary>
internal static partial class StrictSchema
{
    private static readonly JsonNode Schema = Load();

    public static IEnumerable<string> Faults(ManifestSet set) => set.Objects.SelectMany(Faults);

    private static IEnumerable<string> Faults(JsonObject manifest)
    {
        var kind = $"{manifest.Text("apiVersion")}/{manifest.Text("kind")}";
        return Schema.Text("kinds", kind) is { } definition
            ? Check(manifest, Schema.At("definitions", definition)!, ManifestSet.Label(manifest))
            : [$"{ManifestSet.Label(manifest)}: the schema has no {kind}."];
    }

    private static IEnumerable<string> Check(JsonNode? node, JsonNode schema, string path)
    {
        if (schema.Text("$ref") is { } reference) return Check(node, Schema.At("definitions", reference)!, path);
        if ((schema.At("oneOf") ?? schema.At("anyOf")) is JsonArray choices)
            return choices.Any(choice => !Check(node, choice!, path).Any()) ? [] : [$"{path}: {node?.ToJsonString() ?? "null"} fits none of the types allowed."];
        if (node is null) return [$"{path}: null."];
        return schema.Text("type") switch
        {
            "object" => node is JsonObject map ? Members(map, schema, path) : Wrong("an object"),
            "array" => node is JsonArray array ? array.SelectMany((item, at) => Check(item, schema.At("items")!, $"{path}[{at}]")) : Wrong("an array"),
            "string" => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? TextFaults(node.ToString(), schema, path) : Wrong("a string"),
            "integer" => node is JsonValue whole && whole.TryGetValue<long>(out _) ? [] : Wrong("an integer"),
            "number" => node.GetValueKind() == System.Text.Json.JsonValueKind.Number ? [] : Wrong("a number"),
            "boolean" => node is JsonValue flag && flag.TryGetValue<bool>(out _) ? [] : Wrong("true or false"),
            null => [],
            var other => throw new InvalidOperationException($"The schema has a type '{other}'."),
        };

        IEnumerable<string> Wrong(string expected) => [$"{path}: {node.ToJsonString()} is not {expected}."];
    }

    private static IEnumerable<string> Members(JsonObject map, JsonNode schema, string path)
    {
        foreach (var name in schema.Items("required").Select(static one => one.ToString()).Where(name => !map.ContainsKey(name)))
            yield return $"{path}.{name} is missing.";
        var known = schema.At("properties") as JsonObject;
        var others = schema.At("additionalProperties");
        foreach (var (name, value) in map)
        {
            if (known?[name] is { } member) foreach (var fault in Check(value, member, $"{path}.{name}")) yield return fault;
            else if (others is JsonObject of) foreach (var fault in Check(value, of, $"{path}.{name}")) yield return fault;
            else if (known is not null) yield return $"{path}.{name} is not a member that the API knows.";
        }
    }

    private static IEnumerable<string> TextFaults(string text, JsonNode schema, string path)
    {
        if (schema.At("enum") is JsonArray allowed && !allowed.Any(one => one!.ToString() == text)) yield return $"{path}: '{text}' is not one of {allowed.ToJsonString()}.";
        if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(text, pattern)) yield return $"{path}: '{text}' does not match {pattern}.";
        if (schema.Text("format") == "quantity" && !Quantity().IsMatch(text)) yield return $"{path}: '{text}' is not a quantity.";
        if (schema.Number("minLength") is { } least && text.Length < least) yield return $"{path}: '{text}' is shorter than {least}.";
    }

    private static JsonNode Load()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("kubernetes.json")!;
        return JsonNode.Parse(file)!;
    }

    [GeneratedRegex(@"^[+-]?(\d+|\d+\.\d*|\.\d+)([KMGTPE]i|[munkMGTPE]|[eE][+-]?\d+)?$")]
    private static partial Regex Quantity();
}
