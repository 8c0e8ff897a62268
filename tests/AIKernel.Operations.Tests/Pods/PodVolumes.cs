using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Pods;

/// <summary>A pod's volumes as folders, with the owners and modes that Kubernetes gives them, and the mounts of its containers.</summary>
internal sealed class PodVolumes(string folder, ManifestSet objects, Workload workload)
{
    // The one place that a pod's mounts lie below; every system has the folder, and the root can then be read-only.
    private const string Place = "/srv";

    public string PathOf(string volume) => Path.Combine(folder, volume);

    /// <summary>The Secret's value that the pod sees under this name.</summary>
    public string Secret(string item) => File.ReadAllText(Path.Combine(PathOf("secrets"), item));

    /// <summary>Makes what a new pod finds: the same claims as the last one, everything else anew.</summary>
    public void Fill()
    {
        foreach (var volume in workload.Pod.Items("volumes"))
        {
            var path = PathOf(volume.Text("name")!);
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            Directory.CreateDirectory(path);
            foreach (var (name, content) in ContentOf(volume)) File.WriteAllText(Path.Combine(path, name), content);
            Own(path, ModeOf(volume));
        }
        foreach (var claim in workload.Manifest.Items("spec", "volumeClaimTemplates").Select(claim => PathOf(claim.Text("metadata", "name")!)))
        {
            if (Directory.Exists(claim)) continue;
            Directory.CreateDirectory(claim);
            Own(claim, fileMode: null);
        }
    }

    /// <summary>Shell commands that mount them where the containers have them, and make everything else read-only.</summary>
    public string MountCommands()
    {
        var mounts = workload.AllContainers.SelectMany(static one => one.Items("volumeMounts")).DistinctBy(static one => one.Text("mountPath")).ToList();
        var commands = new StringBuilder($"mount -t tmpfs -o mode=755 tmpfs {Place}");
        foreach (var mount in mounts)
        {
            var (from, to) = (PathOf(mount.Text("name")!), mount.Text("mountPath")!);
            if (!to.StartsWith(Place + "/", StringComparison.Ordinal)) throw new InvalidOperationException($"{to} is not below {Place}.");
            commands.Append(CultureInfo.InvariantCulture, $" && mkdir -p {to} && mount --bind '{from}' {to}");
            if (mount.Flag("readOnly") == true) commands.Append(CultureInfo.InvariantCulture, $" && mount -o remount,bind,ro {to}");
        }
        return commands.Append(" && mount -o remount,bind,ro /").ToString();
    }

    private IEnumerable<(string Name, string Content)> ContentOf(JsonNode volume)
    {
        if (volume.Text("configMap", "name") is { } map) return objects.Get("ConfigMap", map).Map("data").Select(static pair => (pair.Key, pair.Value));
        if (volume.Text("secret", "secretName") is not { } secret) return [];
        var data = objects.Get("Secret", secret).Map("data").ToDictionary(static pair => pair.Key, static pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair.Value)));
        return volume.At("secret", "items") is null
            ? data.Select(static pair => (pair.Key, pair.Value))
            : volume.Items("secret", "items").Select(item => (item.Text("path")!, data[item.Text("key")!]));
    }

    private static int? ModeOf(JsonNode volume) =>
        volume.At("emptyDir") is not null ? null : volume.Number("secret", "defaultMode") ?? volume.Number("configMap", "defaultMode") ?? 0b110_100_100;

    /// <summary>Belonging to root and the pod's group, as <c>fsGroup</c> has it; writable for the group where pods may write.</summary>
    private void Own(string path, int? fileMode)
    {
        if (Signals.IsRoot) Shell.Run("chown", "-R", $"0:{workload.Pod.Number("securityContext", "fsGroup")}", path).Required("chown");
        if (fileMode is { } mode) Shell.Run("chmod", [Convert.ToString(mode, 8), .. Directory.EnumerateFiles(path)]).Required("chmod");
        Shell.Run("chmod", fileMode is null ? "2770" : "0755", path).Required("chmod");
    }
}
