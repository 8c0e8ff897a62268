using System.Text;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Pods;

/// <summary>The variables of a container, as its manifest sets them.</summary>
internal static class PodEnvironment
{
    /// <summary>What an image would set: where programs are.</summary>
    public static Dictionary<string, string> Base()
    {
        var server = Shell.Find("redis-server");
        var environment = new Dictionary<string, string> { ["PATH"] = $"{Path.GetDirectoryName(server)}:/usr/local/bin:/usr/bin:/bin", ["LC_ALL"] = "C" };
        if (UnpackedServers.EnvironmentFor(server).GetValueOrDefault("LD_LIBRARY_PATH") is { } libraries) environment["LD_LIBRARY_PATH"] = libraries;
        return environment;
    }

    public static Dictionary<string, string> Of(JsonNode container, ManifestSet objects, string pod, string address)
    {
        var environment = Base();
        foreach (var variable in container.Items("env"))
            environment[variable.Text("name")!] = variable.Text("value") ?? Source(variable.At("valueFrom"), objects, pod, address);
        return environment;
    }

    private static string Source(JsonNode? source, ManifestSet objects, string pod, string address) => source switch
    {
        _ when source.Text("fieldRef", "fieldPath") is { } field => field switch
        {
            "metadata.name" => pod,
            "status.podIP" => address,
            _ => throw new InvalidOperationException($"Not a field that is known here: {field}"),
        },
        _ when source.At("secretKeyRef") is { } secret =>
            Encoding.UTF8.GetString(Convert.FromBase64String(objects.Get("Secret", secret.Text("name")!).Text("data", secret.Text("key")!)!)),
        _ => throw new InvalidOperationException($"Not a source that is known here: {source?.ToJsonString()}"),
    };
}
