using System.Globalization;
using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>Pods can be moved, are watched, have their bounds, and Redis has room beside its data.</summary>
internal static class AvailabilityRule
{
    private const double RoomForForks = 1.5;
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];

    public static IEnumerable<string> Faults(ManifestSet set) => [.. OfBudgets(set), .. OfContainers(set), .. OfMemory(set)];

    /// <summary>A budget of all replicas would let no host ever be emptied.</summary>
    private static IEnumerable<string> OfBudgets(ManifestSet set) =>
        from budget in set.Of("PodDisruptionBudget")
        from workload in set.Workloads.Where(workload => Selectors.Matches(budget.At("spec", "selector"), workload.Labels))
        let replicas = Replicas(set, workload)
        let stay = budget.Number("spec", "minAvailable") ?? replicas - budget.Number("spec", "maxUnavailable")
        where stay is null || stay >= replicas || stay < 1
        select $"{ManifestSet.Label(budget)} keeps {stay} of {replicas}.";

    private static int Replicas(ManifestSet set, Workload workload) =>
        set.Of("HorizontalPodAutoscaler").FirstOrDefault(one => one.Text("spec", "scaleTargetRef", "name") == workload.Name).Number("spec", "minReplicas")
        ?? workload.Manifest.Number("spec", "replicas") ?? 1;

    private static IEnumerable<string> OfContainers(ManifestSet set)
    {
        foreach (var workload in set.Workloads)
            foreach (var container in workload.AllContainers)
            {
                var place = $"{workload} {container.Text("name")}";
                if (container.At("resources", "requests", "cpu") is null || container.At("resources", "requests", "memory") is null) yield return $"{place} requests no cpu or memory.";
                if (container.At("resources", "limits", "memory") is null) yield return $"{place} has no limit of memory.";
                if (!IsPinned(container.Text("image"))) yield return $"{place}: the image {container.Text("image")} is not pinned.";
                if (workload.Kind != "Job" && workload.Containers.Contains(container))
                    foreach (var probe in Probes.Where(probe => container.At(probe) is null)) yield return $"{place} has no {probe}.";
            }
    }

    private static bool IsPinned(string? image) =>
        image is not null && (image.Contains("@sha256:", StringComparison.Ordinal)
            || (image.LastIndexOf(':') is var at && at > image.LastIndexOf('/') && image[(at + 1)..].Any(char.IsAsciiDigit)));

    /// <summary>A snapshot or a rewrite of the append-only file forks: pages written meanwhile are there twice.</summary>
    private static IEnumerable<string> OfMemory(ManifestSet set) =>
        from workload in set.Workloads
        from container in workload.Containers
        where container.Text("name") == "redis"
        let configuration = Configuration(set, workload)
        let most = Bytes(Directive(configuration, "maxmemory"))
        let limit = Bytes(container.Text("resources", "limits", "memory") ?? "0")
        where most == 0 || limit < RoomForForks * most
        select $"{workload}: a limit of {limit} bytes is too little for maxmemory {most}.";

    private static string Configuration(ManifestSet set, Workload workload)
    {
        var name = workload.Pod.Items("volumes").FirstOrDefault(static one => one.Text("name") == "config").Text("configMap", "name");
        return set.Of("ConfigMap").FirstOrDefault(one => ManifestSet.NameOf(one) == name).Text("data", "redis.conf") ?? "";
    }

    private static string Directive(string configuration, string name) =>
        configuration.Split('\n').Select(static line => line.Split(' ', 2)).FirstOrDefault(words => words[0] == name)?[1] ?? "0";

    private static long Bytes(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return long.Parse(text[..digits], CultureInfo.InvariantCulture) * (text[digits..].ToUpperInvariant() switch
        {
            "" => 1,
            "KB" or "KI" => 1L << 10,
            "MB" or "MI" => 1L << 20,
            "GB" or "GI" => 1L << 30,
            var unit => throw new FormatException($"Not a unit of memory: {unit}"),
        });
    }
}
