using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>
/// The schemas of bodies, from <c>schemas.json</c>: written by hand, since they tell the rules (lengths, patterns,
/// counts) that the types cannot. A test holds the answers of a running host against them.
/// </summary>
internal static class Schemas
{
    public static IDictionary<string, IOpenApiSchema> Read()
    {
        using var stream = typeof(Schemas).Assembly.GetManifestResourceStream(typeof(Schemas), "schemas.json")!;
        using var reader = new StreamReader(stream);
        var (document, diagnostic) = OpenApiDocument.Parse(reader.ReadToEnd(), "json");
        return diagnostic?.Errors is { Count: > 0 } errors
            ? throw new InvalidOperationException("schemas.json: " + string.Join("; ", errors))
            : document!.Components!.Schemas!;
    }
}
