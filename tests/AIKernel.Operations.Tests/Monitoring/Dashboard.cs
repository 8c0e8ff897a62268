using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring;

/// <summary>A dashboard of Grafana as it is shipped, in the classic schema.</summary>
internal sealed record Dashboard(JsonObject Content)
{
    public static readonly string[] Names = ["redis-cache-dashboard", "catalog-dashboard"];

    public static string Folder => Path.Combine(Checkout.Infrastructure, "grafana");

    public static Dashboard Of(string name) => new(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!.AsObject());

    public IEnumerable<Panel> Panels => Content.Items("panels").Select(static panel => new Panel(panel.AsObject()));

    public IEnumerable<JsonNode> Variables => Content.Items("templating", "list");

    public Dashboard Copy() => new(Content.DeepClone().AsObject());
}

/// <summary>One panel.</summary>
internal sealed record Panel(JsonObject Content)
{
    public string Title => Content.Text("title") ?? "";

    public IEnumerable<string> Expressions => Content.Items("targets").Select(static target => target.Text("expr") ?? "");

    /// <summary>Left, top, width and height, in units of the grid that is 24 wide.</summary>
    public (int X, int Y, int W, int H)? Place =>
        Content.At("gridPos") is { } place && place.Number("x") is { } x && place.Number("y") is { } y && place.Number("w") is { } w && place.Number("h") is { } h ? (x, y, w, h) : null;
}

/// <summary>Expressions of PromQL, as far as these tests must read them.</summary>
internal static partial class PromQl
{
    /// <summary>The metrics it names. All of ours are followed by a selector.</summary>
    public static IEnumerable<string> Metrics(string expression) => Selected().Matches(expression).Select(static match => match.Value);

    /// <summary>The expression with a dashboard's variables filled in as Grafana would.</summary>
    public static string Fill(string expression, string namespaces, string interval) =>
        expression.Replace("$__rate_interval", interval, StringComparison.Ordinal).Replace("$namespace", namespaces, StringComparison.Ordinal);

    [GeneratedRegex(@"[a-zA-Z_:][a-zA-Z0-9_:]*(?=\{)")]
    private static partial Regex Selected();
}
