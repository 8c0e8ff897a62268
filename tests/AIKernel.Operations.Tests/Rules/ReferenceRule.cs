using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>Every object, key, volume, account and script that is named exists.</summary>
internal static class ReferenceRule
{
    public static IEnumerable<string> Faults(ManifestSet set) => [.. OfEnvironments(set), .. OfVolumes(set), .. OfMounts(set), .. OfScripts(set), .. OfAccounts(set), .. OfGenerated(set)];

    private static IEnumerable<string> OfEnvironments(ManifestSet set)
    {
        // Kubernetes' own REDIS_PORT and the like would be taken for settings.
        foreach (var workload in set.Workloads.Where(static one => one.Pod.Flag("enableServiceLinks") != false)) yield return $"{workload} has variables of Services in its environment.";
        foreach (var workload in set.Workloads)
            foreach (var container in workload.AllContainers)
            {
                foreach (var variable in container.Items("env"))
                    foreach (var (reference, kind) in ((string, string)[])[("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")])
                        if (variable.At("valueFrom", reference) is { } source && !Keys(set, kind, source.Text("name")).Contains(source.Text("key")!))
                            yield return $"{workload}: {variable.Text("name")} comes from {kind} {source.Text("name")} {source.Text("key")}, which does not exist.";
                foreach (var source in container.Items("envFrom"))
                    if (!set.Of(source.At("secretRef") is null ? "ConfigMap" : "Secret").Any(one => ManifestSet.NameOf(one) == (source.Text("secretRef", "name") ?? source.Text("configMapRef", "name"))))
                        yield return $"{workload}: the environment comes from {source.ToJsonString()}, which does not exist.";
                foreach (var (name, missing) in Unresolved(container))
                    yield return $"{workload}: {name} uses $({missing}), which is not set before it.";
            }
    }

    /// <summary>Kubernetes leaves a reference as it stands where the variable is not set earlier in the list.</summary>
    private static IEnumerable<(string Name, string Missing)> Unresolved(JsonNode container)
    {
        var known = new HashSet<string>();
        foreach (var variable in container.Items("env"))
        {
            foreach (var name in (variable.Text("value") ?? "").Split("$(").Skip(1).Select(static part => part[..part.IndexOf(')', StringComparison.Ordinal)]))
                if (!known.Contains(name)) yield return (variable.Text("name")!, name);
            known.Add(variable.Text("name")!);
        }
    }

    private static IEnumerable<string> OfVolumes(ManifestSet set)
    {
        foreach (var workload in set.Workloads)
            foreach (var volume in workload.Pod.Items("volumes"))
            {
                var (kind, source) = volume.At("secret") is { } secret ? ("Secret", secret) : ("ConfigMap", volume.At("configMap"));
                if (source is null) continue;
                var name = source.Text("secretName") ?? source.Text("name");
                var keys = Keys(set, kind, name);
                if (keys.Count == 0) yield return $"{workload}: the volume {volume.Text("name")} is {kind} {name}, which does not exist.";
                foreach (var key in source.Items("items").Select(static item => item.Text("key")!).Where(key => !keys.Contains(key)))
                    yield return $"{workload}: the volume {volume.Text("name")} has the key {key}, which {kind} {name} has not.";
            }
    }

    private static IEnumerable<string> OfMounts(ManifestSet set) =>
        from workload in set.Workloads
        let volumes = workload.Pod.Items("volumes").Select(static one => one.Text("name"))
            .Concat(workload.Manifest.Items("spec", "volumeClaimTemplates").Select(static one => one.Text("metadata", "name"))).ToHashSet()
        from container in workload.AllContainers
        from mount in container.Items("volumeMounts")
        where !volumes.Contains(mount.Text("name"))
        select $"{workload}: {container.Text("name")} mounts {mount.Text("name")}, which is no volume of the pod.";

    /// <summary>A command or probe that names a file below a mount names one that is there.</summary>
    private static IEnumerable<string> OfScripts(ManifestSet set) =>
        from workload in set.Workloads
        from container in workload.AllContainers
        from file in container.Texts().Select(static one => one.Value).Where(static text => text.StartsWith('/') && text.EndsWith(".sh", StringComparison.Ordinal)).Distinct()
        let mount = container.Items("volumeMounts").FirstOrDefault(one => one.Text("mountPath") == Path.GetDirectoryName(file))
        let map = workload.Pod.Items("volumes").FirstOrDefault(one => one.Text("name") == mount.Text("name")).Text("configMap", "name")
        where !Keys(set, "ConfigMap", map).Contains(Path.GetFileName(file))
        select $"{workload}: {container.Text("name")} runs {file}, which no mounted ConfigMap holds.";

    private static IEnumerable<string> OfAccounts(ManifestSet set)
    {
        foreach (var workload in set.Workloads.Where(workload => !set.Of("ServiceAccount").Any(one => ManifestSet.NameOf(one) == workload.Pod.Text("serviceAccountName"))))
            yield return $"{workload}: there is no ServiceAccount {workload.Pod.Text("serviceAccountName")}.";
        foreach (var binding in set.Of("RoleBinding"))
        {
            if (!set.Of("Role").Any(one => ManifestSet.NameOf(one) == binding.Text("roleRef", "name"))) yield return $"{ManifestSet.Label(binding)}: there is no Role {binding.Text("roleRef", "name")}.";
            foreach (var subject in binding.Items("subjects").Where(subject => !set.Of("ServiceAccount").Any(one =>
                         ManifestSet.NameOf(one) == subject.Text("name") && one.Text("metadata", "namespace") == subject.Text("namespace"))))
                yield return $"{ManifestSet.Label(binding)}: there is no {subject.ToJsonString()}.";
        }
    }

    /// <summary>Only a name that changes with the content makes pods roll. Dashboards are no pod's: by a new name they would be there twice.</summary>
    private static IEnumerable<string> OfGenerated(ManifestSet set) =>
        from one in set.Of("ConfigMap").Concat(set.Of("Secret"))
        where one.Text("metadata", "labels", "grafana_dashboard") is null
        let name = ManifestSet.NameOf(one)
        where name.Length < 12 || name[^11] != '-' || !name[^10..].All(char.IsAsciiLetterOrDigit)
        select $"{ManifestSet.Label(one)} has no hash in its name.";

    private static HashSet<string> Keys(ManifestSet set, string kind, string? name) =>
        [.. set.Of(kind).Where(one => ManifestSet.NameOf(one) == name).SelectMany(static one => one.Map("data").Keys)];
}
