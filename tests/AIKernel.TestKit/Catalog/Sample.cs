using System.Globalization;
using System.Text.Json;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.TestKit.Catalog;

/// <summary>Valid content for tests. Tests share a database, so each works in a namespace of its own.</summary>
public static class Sample
{
    private static int _namespaces;

    /// <summary>A namespace that no other test of this process has.</summary>
    public static string Namespace(string prefix = "ns") =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref _namespaces)}");

    /// <summary>A plain resource.</summary>
    public static ResourceContent Content(string ns, string name, string kind = "model") => new()
    {
        Kind = kind,
        Namespace = ns,
        Name = name,
        Title = name,
    };

    /// <summary>A resource with something in every field.</summary>
    public static ResourceContent Full(string ns, string name, string kind = "model") => new()
    {
        Kind = kind,
        Namespace = ns,
        Name = name,
        Title = "Ein Modell – 模型 \"quoted\" \\ 🙂",
        Description = "First line.\nSecond line, with <b>markup</b> & more.",
        Owner = "team:models@example.org",
        Lifecycle = Lifecycle.Deprecated,
        Tags = new[] { "chat", "c++", "vision:ocr" }.ToValueSet(),
        Labels = ValueMap.Create([new("tier", "gold"), new("région", "europe/ouest"), new("empty", "")]),
        Links = [new("Home", "https://example.org/a?b=c&d=%20"), new("", "http://example.org/")],
        Spec = Json("""{"z": 1.50, "a": {"nested": [1, "two", null, true]}, "big": 12345678901234567890, "text": "é\n"}"""),
    };

    /// <summary>The canonical form of a JSON object.</summary>
    public static CanonicalJson Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.From(document.RootElement);
    }

    /// <summary>Bulk lines for these contents, numbered from <paramref name="firstLine"/>.</summary>
    public static BulkResource[] Lines(IEnumerable<ResourceContent> contents, int firstLine = 1) =>
        [.. contents.Select((content, index) => new BulkResource(firstLine + index, content.Reference, content))];

    /// <summary>A bulk line that relates two resources.</summary>
    public static BulkEdge Edge(int line, ResourceContent source, string type, ResourceContent target, string properties = "{}") =>
        new(line, source.Reference, type, target.Reference, Json(properties));
}
