using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>
/// The restricted profile of the Pod Security Standards for every pod, and beyond it: a read-only root, no token, and a
/// namespace that enforces the profile.
/// </summary>
internal static class PodSecurityRule
{
    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];
    private static readonly string[] VolumeKinds = ["configMap", "secret", "emptyDir", "projected", "downwardAPI", "csi", "persistentVolumeClaim", "ephemeral"];

    public static IEnumerable<string> Faults(ManifestSet set) =>
        set.Workloads.SelectMany(OfPod).Concat(set.Workloads.SelectMany(static workload => workload.AllContainers.SelectMany(container => OfContainer(workload, container))))
            .Concat(set.Of("Namespace").Where(static one => one.Map("metadata", "labels").GetValueOrDefault("pod-security.kubernetes.io/enforce") != "restricted")
                .Select(static one => $"{ManifestSet.Label(one)} does not enforce the restricted profile."));

    private static IEnumerable<string> OfPod(Workload workload)
    {
        var (pod, security) = (workload.Pod, workload.Pod.At("securityContext"));
        if (pod.Flag("automountServiceAccountToken") != false) yield return $"{workload} is given a token of the API server.";
        if (security.Flag("runAsNonRoot") != true || security.Number("runAsUser") is null or 0) yield return $"{workload} may run as root.";
        if (security.Text("seccompProfile", "type") != "RuntimeDefault") yield return $"{workload} has no seccomp profile.";
        foreach (var name in HostNamespaces.Where(name => pod.Flag(name) == true)) yield return $"{workload} shares {name}.";
        foreach (var volume in pod.Items("volumes").Where(static volume => !VolumeKinds.Any(kind => volume.At(kind) is not null)))
            yield return $"{workload}: the volume {volume.Text("name")} is of a kind that the profile forbids.";
    }

    private static IEnumerable<string> OfContainer(Workload workload, JsonNode container)
    {
        var (security, place) = (container.At("securityContext"), $"{workload} {container.Text("name")}");
        if (security.Flag("allowPrivilegeEscalation") != false) yield return $"{place} may gain privileges.";
        if (security.Flag("privileged") == true) yield return $"{place} is privileged.";
        if (security.Flag("readOnlyRootFilesystem") != true) yield return $"{place} may write to its root.";
        if (!security.Items("capabilities", "drop").Any(static one => one.ToString() == "ALL") || security.Items("capabilities", "add").Any()) yield return $"{place} has capabilities.";
        if (security.Number("runAsUser") == 0 || security.Flag("runAsNonRoot") == false) yield return $"{place} runs as root.";
        if (container.Items("ports").Any(static port => port.At("hostPort") is not null)) yield return $"{place} takes a port of its host.";
    }
}
