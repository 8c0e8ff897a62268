using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>
/// The schemas of bodies, from the files in <c>Schemas/</c>: written by hand, since they tell the rules (lengths,
/// patterns, counts) that the types cannot. A test holds the answers of a running host against them.
/// </summary>
internal static class SchemaFiles
{
    private static readonly string[] Names = ["resources", "relationships", "answers", "sessions", "operations", "keyed"];

    public static IDictionary<string, IOpenApiSchema> Read()
    {
        var schemas = new JsonObject();
        foreach (var (name, schema) in Names.SelectMany(ReadFile)) schemas.Add(name, schema?.DeepClone());
        // They refer to one another, so the parser sees them as one document.
        var whole = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Schemas", ["version"] = "1" },
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
        var (document, diagnostic) = OpenApiDocument.Parse(whole.ToJsonString(), "json");
        return diagnostic?.Errors is { Count: > 0 } errors
            ? throw new InvalidOperationException("The schemas of the contract are malformed: " + string.Join("; ", errors))
            : document!.Components!.Schemas!;
    }

    private static JsonObject ReadFile(string name)
    {
        using var stream = typeof(SchemaFiles).Assembly.GetManifestResourceStream(typeof(SchemaFiles), $"Schemas.{name}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
