using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>The API itself reads the environment that a built overlay gives it, and finds no fault and no name that it does not know.</summary>
public sealed class SettingsTests
{
    public static TheoryData<string> Overlays => Overlay.All;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_API_takes_every_setting_of_the_overlay(string name)
    {
        var outcome = await CheckAsync(Overlay.Of(name).Objects);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        foreach (var setting in Environment(Overlay.Of(name).Objects).Keys.Where(static one => one.Contains("__", StringComparison.Ordinal)))
            Assert.Contains($"environment variable {setting}", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_misspelt_is_found()
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        var settings = broken.Generated("ConfigMap", "catalog-api-config")["data"]!.AsObject();
        settings.Add("Caching__Redis__SentinelConfig", "x");
        settings["Operations__Port"] = "ninety";
        var outcome = await CheckAsync(broken);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Caching:Redis:SentinelConfig", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("Operations:Port", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_API_asks_for_the_replicas_that_there_are(string name)
    {
        var set = Overlay.Of(name).Objects;
        // In a cluster cluster.sh gives each master one.
        var replicas = set.Of("StatefulSet").SingleOrDefault(static one => ManifestSet.NameOf(one) == "redis")?.Number("spec", "replicas") - 1 ?? 1;
        Assert.Equal($"{replicas}", Environment(set)["Operations__CacheReplicas"]);
    }

    private static async Task<Outcome> CheckAsync(ManifestSet set)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AIKernel.Catalog.Api.dll"), "--check-config"]) { WorkingDirectory = AppContext.BaseDirectory };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.Contains("__", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        var authority = Path.GetTempFileName();
        try
        {
            if (set.Of("Secret").FirstOrDefault(static one => ManifestSet.NameOf(one).StartsWith("redis-tls-", StringComparison.Ordinal)).Text("data", "ca.crt") is { } file)
                await File.WriteAllBytesAsync(authority, Convert.FromBase64String(file));
            // The mounted file, where it is in the pod.
            foreach (var (name, value) in Environment(set)) start.Environment[name] = value == "/etc/catalog/tls/ca.crt" ? authority : value;
            return await Shell.RunAsync(start);
        }
        finally
        {
            File.Delete(authority);
        }
    }

    private static Dictionary<string, string> Environment(ManifestSet set)
    {
        var container = set.Get("Deployment", "catalog-api").At("spec", "template", "spec", "containers")![0]!;
        var environment = container.Items("envFrom").SelectMany(source => set.Get("ConfigMap", source.Text("configMapRef", "name")!).Map("data")).ToDictionary(static pair => pair.Key, static pair => pair.Value);
        foreach (var variable in container.Items("env")) environment[variable.Text("name")!] = variable.Text("value") ?? Secret(set, variable.At("valueFrom", "secretKeyRef"));
        return environment;
    }

    private static string Secret(ManifestSet set, JsonNode? source) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(set.Get("Secret", source.Text("name")!).Text("data", source.Text("key")!)!));
}
