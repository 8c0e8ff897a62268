using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>Whatever selects pods selects some, and what workloads select are their own.</summary>
internal static class SelectorRule
{
    public static IEnumerable<string> Faults(ManifestSet set) => [.. OfWorkloads(set), .. OfServices(set), .. OfBudgets(set), .. OfPolicies(set), .. OfScaling(set), .. OfMonitors(set)];

    private static IEnumerable<string> OfWorkloads(ManifestSet set)
    {
        foreach (var workload in set.Workloads)
        {
            if (workload.Kind != "Job" && !Selectors.Matches(workload.Manifest.At("spec", "selector"), workload.Labels)) yield return $"{workload} does not select its own pods.";
            var affinity = workload.Pod.At("affinity", "podAntiAffinity");
            var terms = affinity.Items("requiredDuringSchedulingIgnoredDuringExecution")
                .Concat(affinity.Items("preferredDuringSchedulingIgnoredDuringExecution").Select(static one => one.At("podAffinityTerm")!))
                .Concat(workload.Pod.Items("topologySpreadConstraints"));
            foreach (var term in terms.Where(term => !Selectors.Matches(term.At("labelSelector"), workload.Labels)))
                yield return $"{workload} is kept apart from other pods than its own: {term.ToJsonString()}";
            if (workload.Kind == "StatefulSet" && set.Of("Service").SingleOrDefault(one => ManifestSet.NameOf(one) == workload.Manifest.Text("spec", "serviceName")) is var service
                && (service is null || service.Text("spec", "clusterIP") != "None" || !Chosen(set, service).Contains(workload)))
                yield return $"{workload}: its pods have no names, for no headless Service selects them.";
        }
    }

    private static IEnumerable<string> OfServices(ManifestSet set) =>
        set.Of("Service").Where(service => Chosen(set, service).Count() != 1).Select(static service => $"{ManifestSet.Label(service)} does not select the pods of exactly one workload.");

    private static IEnumerable<string> OfBudgets(ManifestSet set) =>
        from budget in set.Of("PodDisruptionBudget")
        where set.Workloads.Count(workload => Selectors.Matches(budget.At("spec", "selector"), workload.Labels)) != 1
        select $"{ManifestSet.Label(budget)} does not select the pods of exactly one workload.";

    /// <summary>Also the peers that a policy names, where they are of this namespace.</summary>
    private static IEnumerable<string> OfPolicies(ManifestSet set)
    {
        foreach (var policy in set.Of("NetworkPolicy"))
        {
            var peers = policy.Items("spec", "ingress").SelectMany(static rule => rule.Items("from")).Concat(policy.Items("spec", "egress").SelectMany(static rule => rule.Items("to")));
            var selectors = peers.Where(static peer => peer.At("namespaceSelector") is null && peer.At("ipBlock") is null).Select(static peer => peer.At("podSelector")).Append(policy.At("spec", "podSelector"));
            foreach (var selector in selectors.Where(selector => !set.Workloads.Any(workload => Selectors.Matches(selector, workload.Labels))))
                yield return $"{ManifestSet.Label(policy)} names pods that there are none of: {selector?.ToJsonString()}";
        }
    }

    private static IEnumerable<string> OfScaling(ManifestSet set) =>
        from scaling in set.Of("HorizontalPodAutoscaler")
        let target = scaling.At("spec", "scaleTargetRef")
        where !set.Workloads.Any(workload => workload.Kind == target.Text("kind") && workload.Name == target.Text("name"))
        select $"{ManifestSet.Label(scaling)} scales {target.Text("name")}, which does not exist.";

    private static IEnumerable<string> OfMonitors(ManifestSet set)
    {
        foreach (var monitor in set.Of("ServiceMonitor"))
        {
            var services = set.Of("Service").Where(service => Selectors.Matches(monitor.At("spec", "selector"), service.Map("metadata", "labels"))).ToList();
            if (services.Count == 0) yield return $"{ManifestSet.Label(monitor)} selects no Service.";
            foreach (var port in monitor.Items("spec", "endpoints").Select(static endpoint => endpoint.Text("port")))
                foreach (var service in services.Where(service => !service.Items("spec", "ports").Any(one => one.Text("name") == port)))
                    yield return $"{ManifestSet.Label(monitor)} scrapes the port {port}, which {ManifestSet.Label(service)} does not have.";
        }
    }

    private static IEnumerable<Workload> Chosen(ManifestSet set, JsonNode service) =>
        set.Workloads.Where(workload => service.Map("spec", "selector") is { Count: > 0 } selector && selector.All(pair => workload.Labels.GetValueOrDefault(pair.Key) == pair.Value));
}
