using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>Every port that is named or numbered somewhere is one that a container has.</summary>
internal static class PortRule
{
    public static IEnumerable<string> Faults(ManifestSet set) => [.. OfServices(set), .. OfIngresses(set), .. OfProbes(set), .. OfPolicies(set)];

    private static IEnumerable<string> OfServices(ManifestSet set) =>
        from service in set.Of("Service")
        from workload in set.Workloads
        where service.Map("spec", "selector").All(pair => workload.Labels.GetValueOrDefault(pair.Key) == pair.Value)
        from port in service.Items("spec", "ports")
        where !Has(workload, port.At("targetPort") ?? port.At("port"))
        select $"{ManifestSet.Label(service)}: {workload} has no port {port.At("targetPort") ?? port.At("port")}.";

    private static IEnumerable<string> OfIngresses(ManifestSet set)
    {
        foreach (var ingress in set.Of("Ingress"))
            foreach (var path in ingress.Items("spec", "rules").SelectMany(static rule => rule.Items("http", "paths")))
            {
                var (name, port) = (path.Text("backend", "service", "name"), path.At("backend", "service", "port"));
                var service = set.Of("Service").SingleOrDefault(one => ManifestSet.NameOf(one) == name);
                if (service is null || !service.Items("spec", "ports").Any(one => port.Text("name") is { } wanted ? one.Text("name") == wanted : one.Number("port") == port.Number("number")))
                    yield return $"{ManifestSet.Label(ingress)}: {path.Text("path")} leads to no port of a Service ({name} {port?.ToJsonString()}).";
            }
    }

    private static IEnumerable<string> OfProbes(ManifestSet set) =>
        from workload in set.Workloads
        from container in workload.Containers
        from probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"]
        let port = container.At(probe, "httpGet", "port") ?? container.At(probe, "tcpSocket", "port")
        where port is not null && !Has(container, port)
        select $"{workload}: the {probe} of {container.Text("name")} asks the port {port}, which the container does not have.";

    /// <summary>What a policy lets in must lead somewhere, else the number is a mistake.</summary>
    private static IEnumerable<string> OfPolicies(ManifestSet set) =>
        from policy in set.Of("NetworkPolicy")
        from port in policy.Items("spec", "ingress").SelectMany(static rule => rule.Items("ports"))
        let chosen = set.Workloads.Where(workload => Selectors.Matches(policy.At("spec", "podSelector"), workload.Labels))
        where !chosen.Any(workload => Has(workload, port.At("port")))
        select $"{ManifestSet.Label(policy)} lets in port {port.At("port")}, which none of its pods has.";

    private static bool Has(Workload workload, JsonNode? port) => workload.Containers.Any(container => Has(container, port));

    private static bool Has(JsonNode container, JsonNode? port) =>
        container.Items("ports").Any(one => one.Text("name") == port?.ToString() || one.Text("containerPort") == port?.ToString());
}
