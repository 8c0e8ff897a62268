using System.Collections.Concurrent;

namespace AIKernel.Operations.Tests.Manifests;

/// <summary>
/// An overlay as <c>kubectl apply -k</c> would see it, built in a copy of the manifests with Secrets that the shipped scripts
/// make. It is built once a test run.
/// </summary>
internal sealed record Overlay(string Name, string Text, string Warnings)
{
    public static readonly string[] Names = ["dev", "prod", "cluster", "tls"];

    private static readonly ConcurrentDictionary<string, Lazy<Overlay>> Built = new();

    public ManifestSet Objects { get; } = new(YamlText.Documents(Text));

    public static Overlay Of(string name) => Built.GetOrAdd(name, static name => new(() => Build(name))).Value;

    public static TheoryData<string> All => [.. Names];

    private static Overlay Build(string name)
    {
        var folder = Directory.CreateTempSubdirectory("aikernel-overlay-").FullName;
        try
        {
            // Nobody's real Secrets are read or overwritten.
            Copy(Checkout.Infrastructure, folder);
            var manifests = Path.Combine(folder, "k8s");
            foreach (var overlay in Names.Where(one => File.Exists(Path.Combine(manifests, "overlays", one, "secrets.env.example"))))
                Shell.RunIn(manifests, "sh", "new-secrets.sh", $"overlays/{overlay}").Required("new-secrets.sh");
            if (name == "tls") Shell.RunIn(manifests, "sh", "new-certificates.sh", "overlays/tls").Required("new-certificates.sh");
            var outcome = Shell.RunIn(manifests, Shell.Find("kubectl"), "kustomize", $"overlays/{name}");
            return new(name, outcome.Required($"kubectl kustomize overlays/{name}"), outcome.Errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var place = Path.GetRelativePath(from, file);
            if (Path.GetFileName(file) == "secrets.env" || place.Contains("/certificates/", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, place))!);
            File.Copy(file, Path.Combine(to, place));
        }
    }
}
