using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>
/// Who can reach whom, worked out of the policies as Kubernetes has it: a pod that a policy selects may do what any of its
/// policies allow and nothing else, and a connection needs both ends' consent.
/// </summary>
internal sealed class NetworkMatrix(ManifestSet set)
{
    /// <summary>Somebody who could call or be called.</summary>
    /// <param name="Namespace">The name of its namespace; null for an address outside the cluster.</param>
    private sealed record Party(string Name, string? Namespace, IReadOnlyDictionary<string, string> Labels, string Address = "");

    private const string Home = "aikernel";
    private static readonly (int Port, string Protocol)[] Ports =
        [(53, "UDP"), (53, "TCP"), (80, "TCP"), (443, "TCP"), (5432, "TCP"), (6379, "TCP"), (8080, "TCP"), (9090, "TCP"), (9121, "TCP"), (16379, "TCP"), (26379, "TCP")];
    private static readonly Party[] Others =
    [
        new("stranger", Home, new Dictionary<string, string>()),
        new("prometheus", "monitoring", Label("app.kubernetes.io/name", "prometheus")),
        new("grafana", "monitoring", Label("app.kubernetes.io/name", "grafana")),
        new("ingress", "ingress-nginx", Label("app.kubernetes.io/name", "ingress-nginx")),
        new("dns", "kube-system", Label("k8s-app", "kube-dns")),
        new("elsewhere", "default", Label("app.kubernetes.io/name", "catalog-api")),
        new("database", null, new Dictionary<string, string>(), "10.9.8.7"),
        new("internet", null, new Dictionary<string, string>(), "203.0.113.7"),
    ];

    /// <summary>A line for each pair with a connection that touches us: <c>from → to: port port</c>.</summary>
    public IReadOnlyList<string> Lines()
    {
        var ours = set.Workloads.Select(static one => new Party(one.Name, Home, one.Labels)).ToList();
        var lines = from one in ours.Concat(Others)
                    from other in ours.Concat(Others)
                    where one.Namespace == Home || other.Namespace == Home
                    let open = Ports.Where(port => Allows("egress", one, other, port.Port, port.Protocol) && Allows("ingress", other, one, port.Port, port.Protocol)).ToList()
                    where open.Count > 0
                    select $"{one.Name} → {other.Name}: {(open.Count == Ports.Length ? "everything" : string.Join(' ', open.Select(static port => $"{port.Port}{(port.Protocol == "UDP" ? "/udp" : "")}")))}";
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private bool Allows(string direction, Party of, Party peer, int port, string protocol)
    {
        if (of.Namespace != Home) return true;
        var policies = set.Of("NetworkPolicy").Where(policy => Selectors.Matches(policy.At("spec", "podSelector"), of.Labels)
            && policy.Items("spec", "policyTypes").Any(type => string.Equals(type.ToString(), direction, StringComparison.OrdinalIgnoreCase))).ToList();
        return policies.Count == 0 || policies.SelectMany(policy => policy.Items("spec", direction)).Any(rule =>
            (rule.At("ports") is null || rule.Items("ports").Any(one => (one.Text("protocol") ?? "TCP") == protocol && one.Number("port") == port))
            && (rule.At(direction == "egress" ? "to" : "from") is null || rule.Items(direction == "egress" ? "to" : "from").Any(one => Is(one, peer))));
    }

    private static bool Is(JsonNode rule, Party peer)
    {
        if (rule.Text("ipBlock", "cidr") is { } block) return peer.Namespace is null && System.Net.IPNetwork.Parse(block).Contains(System.Net.IPAddress.Parse(peer.Address));
        var place = rule.At("namespaceSelector") is { } selector
            ? peer.Namespace is { } name && Selectors.Matches(selector, Label("kubernetes.io/metadata.name", name))
            : peer.Namespace == Home;
        return place && (rule.At("podSelector") is not { } pods || Selectors.Matches(pods, peer.Labels));
    }

    private static Dictionary<string, string> Label(string key, string value) => new() { [key] = value };
}
