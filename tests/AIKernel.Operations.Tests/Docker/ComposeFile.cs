using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>The compose file with its anchors followed, and its variables as they are written.</summary>
internal sealed class ComposeFile(JsonObject content, string text)
{
    public static string Folder { get; } = Path.Combine(Checkout.Infrastructure, "docker");

    public static ComposeFile Shipped { get; } = Parse(File.ReadAllText(Path.Combine(Folder, "compose.yaml")));

    public string Text => text;

    public IReadOnlyDictionary<string, JsonNode> Services { get; } = content["services"]!.AsObject().ToDictionary(static pair => pair.Key, static pair => pair.Value!);

    public IReadOnlyCollection<string> Volumes { get; } = [.. content["volumes"]!.AsObject().Select(static pair => pair.Key)];

    public IEnumerable<string> Profiles => Services.Values.SelectMany(static service => service.Items("profiles")).Select(static one => one.ToString()).Distinct();

    public static ComposeFile Parse(string text)
    {
        var tree = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(text))));
        return new(JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(tree))!.AsObject(), text);
    }
}
