using System.Text.Json.Nodes;

namespace AIKernel.Operations.Tests.Manifests;

/// <summary>The objects of a built overlay.</summary>
internal sealed class ManifestSet(IEnumerable<JsonObject> objects)
{
    private static readonly string[] WorkloadKinds = ["Deployment", "StatefulSet", "Job"];

    public IReadOnlyList<JsonObject> Objects { get; } = [.. objects];

    public IEnumerable<JsonObject> Of(string kind) => Objects.Where(one => one.Text("kind") == kind);

    public JsonObject Get(string kind, string name) =>
        Of(kind).SingleOrDefault(one => NameOf(one) == name) ?? throw new InvalidOperationException($"There is no {kind} {name}.");

    /// <summary>A generated object by the name it has before its hash.</summary>
    public JsonObject Generated(string kind, string name) => Of(kind).Single(one => NameOf(one).StartsWith($"{name}-", StringComparison.Ordinal) && NameOf(one).Length == name.Length + 11);

    /// <summary>Whatever makes pods; of a CronJob the Jobs that it makes.</summary>
    public IEnumerable<Workload> Workloads => Objects.Where(static one => WorkloadKinds.Contains(one.Text("kind"))).Concat(Of("CronJob").Select(JobOf)).Select(static one => new Workload(one));

    /// <summary>A copy to break.</summary>
    public ManifestSet Copy() => new(Objects.Select(static one => one.DeepClone().AsObject()));

    public static string NameOf(JsonNode one) => one.Text("metadata", "name") ?? "";

    private static JsonObject JobOf(JsonObject cron) =>
        new() { ["kind"] = "Job", ["metadata"] = cron["metadata"]!.DeepClone(), ["spec"] = cron.At("spec", "jobTemplate", "spec")!.DeepClone() };

    public static string Label(JsonNode one) => $"{one.Text("kind")} {NameOf(one)}";
}

/// <summary>An object that makes pods.</summary>
internal sealed record Workload(JsonObject Manifest)
{
    public string Kind => Manifest.Text("kind")!;
    public string Name => ManifestSet.NameOf(Manifest);
    public JsonNode Pod => Manifest.At("spec", "template", "spec")!;
    public IReadOnlyDictionary<string, string> Labels => Manifest.Map("spec", "template", "metadata", "labels");
    public IEnumerable<JsonNode> Containers => Pod.Items("containers");
    public IEnumerable<JsonNode> AllContainers => Pod.Items("initContainers").Concat(Containers);

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Which labels a selector matches.</summary>
internal static class Selectors
{
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Map("matchLabels").All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && selector.Items("matchExpressions").All(expression => Holds(expression, labels));

    private static bool Holds(JsonNode expression, IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(expression.Text("key")!, out var value);
        var named = expression.Items("values").Any(one => one.ToString() == value);
        return expression.Text("operator") switch
        {
            "In" => present && named,
            "NotIn" => !present || !named,
            "Exists" => present,
            "DoesNotExist" => !present,
            var other => throw new InvalidOperationException($"Not an operator of selectors: {other}"),
        };
    }
}
