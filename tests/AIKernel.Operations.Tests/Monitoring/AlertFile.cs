using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring;

/// <summary>A file of alerts as it is shipped.</summary>
internal sealed record AlertFile(string Name)
{
    public static readonly AlertFile Redis = new("redis-alerts"), Application = new("application-alerts");

    public static IReadOnlyList<AlertFile> All { get; } = [Redis, Application];

    public static string Folder => System.IO.Path.Combine(Checkout.Infrastructure, "monitoring");

    public string Path => System.IO.Path.Combine(Folder, $"{Name}.yaml");

    public string Text => File.ReadAllText(Path);

    public JsonObject Content => YamlText.Documents(Text).Single();

    public IReadOnlyList<Alert> Alerts => [.. Content.Items("groups").SelectMany(static group => group.Items("rules")).Select(static rule => new Alert(rule))];
}

/// <summary>One alert.</summary>
internal sealed record Alert(JsonNode Rule)
{
    public string Name => Rule.Text("alert")!;
    public string Expression => Rule.Text("expr")!;
    public string? For => Rule.Text("for");
    public string? Severity => Rule.Text("labels", "severity");
    public string? Summary => Rule.Text("annotations", "summary");
    public string? Description => Rule.Text("annotations", "description");
    public string? Runbook => Rule.Text("annotations", "runbook_url");
}
