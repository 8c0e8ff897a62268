using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>Each rule sees what it is there to see: an overlay is broken on purpose, in one place.</summary>
public sealed class BrokenTests
{
    private static readonly Dictionary<string, Func<ManifestSet, IEnumerable<string>>> Rules = new()
    {
        ["selector"] = SelectorRule.Faults,
        ["port"] = PortRule.Faults,
        ["reference"] = ReferenceRule.Faults,
        ["security"] = PodSecurityRule.Faults,
        ["availability"] = AvailabilityRule.Faults,
        ["secret"] = SecretRule.Faults,
    };

    [Theory]
    [InlineData("StatefulSet redis spec.template.metadata.labels.app.kubernetes.io/component", "\"cash\"", "selector", "StatefulSet redis does not select its own pods")]
    [InlineData("Service catalog-api spec.selector.app.kubernetes.io/name", "\"catalog\"", "selector", "Service catalog-api does not select the pods of exactly one workload")]
    [InlineData("StatefulSet redis spec.serviceName", "\"catalog-api\"", "selector", "its pods have no names")]
    [InlineData("PodDisruptionBudget redis spec.selector.matchLabels.app.kubernetes.io/component", "\"cash\"", "selector", "PodDisruptionBudget redis does not select")]
    [InlineData("NetworkPolicy redis spec.podSelector.matchLabels.app.kubernetes.io/component", "\"cash\"", "selector", "NetworkPolicy redis names pods that there are none of")]
    [InlineData("NetworkPolicy redis spec.egress.0.to.0.podSelector.matchLabels.app.kubernetes.io/name", "\"radis\"", "selector", "NetworkPolicy redis names pods that there are none of")]
    [InlineData("HorizontalPodAutoscaler catalog-api spec.scaleTargetRef.name", "\"api\"", "selector", "scales api, which does not exist")]
    [InlineData("StatefulSet redis spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.labelSelector.matchLabels.app.kubernetes.io/name", "\"radis\"", "selector", "kept apart from other pods than its own")]
    [InlineData("ServiceMonitor redis spec.selector.matchLabels.app.kubernetes.io/name", "\"radis\"", "selector", "ServiceMonitor redis selects no Service")]
    [InlineData("ServiceMonitor redis spec.endpoints.0.port", "\"metric\"", "selector", "scrapes the port metric, which Service redis does not have")]
    [InlineData("Service redis spec.ports.0.targetPort", "\"rediss\"", "port", "StatefulSet redis has no port rediss")]
    [InlineData("Ingress catalog-api spec.rules.0.http.paths.0.backend.service.port.name", "\"https\"", "port", "/api leads to no port of a Service")]
    [InlineData("Ingress catalog-api spec.rules.0.http.paths.1.backend.service.name", "\"api\"", "port", "/openapi leads to no port of a Service")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.readinessProbe.httpGet.port", "8081", "port", "the readinessProbe of api asks the port 8081")]
    [InlineData("NetworkPolicy redis spec.ingress.0.ports.1.port", "26739", "port", "lets in port 26739, which none of its pods has")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.env.1.valueFrom.secretKeyRef.name", "\"catalog-secret\"", "reference", "Caching__Redis__Password comes from Secret catalog-secret REDIS_APP_PASSWORD, which does not exist")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.env.1.valueFrom.secretKeyRef.key", "\"REDIS_PASSWORD\"", "reference", "REDIS_PASSWORD, which does not exist")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.env.1", "{\"name\":\"A\",\"value\":\"x$(B)\"}", "reference", "A uses $(B), which is not set before it")]
    [InlineData("Deployment catalog-api spec.template.spec.enableServiceLinks", "true", "reference", "has variables of Services in its environment")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.envFrom.0.configMapRef.name", "\"catalog-api-config\"", "reference", "the environment comes from")]
    [InlineData("StatefulSet redis spec.template.spec.volumes.0.configMap.name", "\"redis-config\"", "reference", "the volume config is ConfigMap redis-config, which does not exist")]
    [InlineData("StatefulSet redis spec.template.spec.volumes.3.secret.items.0.key", "\"APP\"", "reference", "has the key APP")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.volumeMounts.0.name", "\"conf\"", "reference", "redis mounts conf, which is no volume of the pod")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.command.1", "\"/srv/redis/scripts/boot.sh\"", "reference", "runs /srv/redis/scripts/boot.sh, which no mounted ConfigMap holds")]
    [InlineData("StatefulSet redis spec.template.spec.serviceAccountName", "\"default\"", "reference", "there is no ServiceAccount default")]
    [InlineData("RoleBinding redis-maintenance roleRef.name", "\"redis\"", "reference", "there is no Role redis")]
    [InlineData("RoleBinding redis-maintenance subjects.0.namespace", "null", "reference", "there is no {")]
    [InlineData("StatefulSet redis spec.template.spec.automountServiceAccountToken", "true", "security", "is given a token")]
    [InlineData("StatefulSet redis spec.template.spec.securityContext.runAsNonRoot", "false", "security", "may run as root")]
    [InlineData("StatefulSet redis spec.template.spec.securityContext.runAsUser", "0", "security", "may run as root")]
    [InlineData("StatefulSet redis spec.template.spec.securityContext.seccompProfile.type", "\"Unconfined\"", "security", "has no seccomp profile")]
    [InlineData("StatefulSet redis spec.template.spec.hostNetwork", "true", "security", "shares hostNetwork")]
    [InlineData("StatefulSet redis spec.template.spec.volumes.0", "{\"name\":\"config\",\"hostPath\":{\"path\":\"/\"}}", "security", "the volume config is of a kind that the profile forbids")]
    [InlineData("StatefulSet redis spec.template.spec.initContainers.0.securityContext.allowPrivilegeEscalation", "true", "security", "prepare may gain privileges")]
    [InlineData("StatefulSet redis spec.template.spec.containers.1.securityContext.readOnlyRootFilesystem", "false", "security", "sentinel may write to its root")]
    [InlineData("StatefulSet redis spec.template.spec.containers.1.securityContext.capabilities.add", "[\"NET_ADMIN\"]", "security", "sentinel has capabilities")]
    [InlineData("StatefulSet redis spec.template.spec.containers.1.securityContext.privileged", "true", "security", "sentinel is privileged")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.ports.0.hostPort", "6379", "security", "takes a port of its host")]
    [InlineData("Namespace aikernel metadata.labels.pod-security.kubernetes.io/enforce", "\"baseline\"", "security", "does not enforce the restricted profile")]
    [InlineData("PodDisruptionBudget redis spec.minAvailable", "3", "availability", "keeps 3 of 3")]
    [InlineData("PodDisruptionBudget catalog-api spec.minAvailable", "3", "availability", "keeps 3 of 3")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.resources.limits.memory", "\"2Gi\"", "availability", "is too little for maxmemory")]
    [InlineData("StatefulSet redis spec.template.spec.containers.1.livenessProbe", "null", "availability", "sentinel has no livenessProbe")]
    [InlineData("StatefulSet redis spec.template.spec.containers.2.resources.limits.memory", "null", "availability", "exporter has no limit of memory")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.image", "\"docker.io/library/redis\"", "availability", "is not pinned")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.image", "\"localhost:5000/redis:latest\"", "availability", "is not pinned")]
    [InlineData("Deployment catalog-api spec.template.spec.containers.0.env.1", "{\"name\":\"A\",\"value\":\"user=app,password=hunter2\"}", "secret", "looks as if it held a password")]
    [InlineData("StatefulSet redis spec.template.spec.containers.2.env.2", "{\"name\":\"REDIS_PASSWORD\",\"value\":\"hunter2\"}", "secret", "REDIS_PASSWORD is a literal")]
    [InlineData("StatefulSet redis spec.template.spec.containers.0.command.2", "\"--requirepass=$(REDIS_APP_PASSWORD)\"", "secret", "an argument of redis is made of a variable")]
    public void What_is_broken_is_found(string place, string value, string rule, string expected)
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        Set(broken, place, value);
        Assert.Contains(Rules[rule](broken), fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_that_is_copied_into_a_ConfigMap_is_found()
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        var password = Convert.FromBase64String(broken.Generated("Secret", "catalog-secrets").Text("data", "REDIS_APP_PASSWORD")!);
        broken.Generated("ConfigMap", "redis-config")["data"]!["redis.conf"] = $"# {System.Text.Encoding.UTF8.GetString(password)}";
        Assert.Contains(SecretRule.Faults(broken), static fault => fault.Contains("holds REDIS_APP_PASSWORD", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ConfigMap_without_a_hash_in_its_name_is_found()
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        broken.Generated("ConfigMap", "redis-config")["metadata"]!["name"] = "redis-config";
        Assert.Contains(ReferenceRule.Faults(broken), static fault => fault.Contains("has no hash in its name", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NetworkPolicy default-deny spec.policyTypes", "[\"Egress\"]", "elsewhere → stranger: everything")]
    [InlineData("NetworkPolicy redis spec.ingress.0.from", "null", "elsewhere → redis: 6379 26379")]
    [InlineData("NetworkPolicy catalog-api spec.ingress.1.from.0.podSelector", "null", "grafana → catalog-api: 9090")]
    [InlineData("NetworkPolicy catalog-api spec.ingress.0.ports.0.port", "9090", "ingress → catalog-api: 9090")]
    [InlineData("NetworkPolicy use-postgres spec.egress.0.to.0.ipBlock.cidr", "\"0.0.0.0/0\"", "catalog-api → internet: 5432")]
    public void A_policy_that_lets_more_through_shows(string place, string value, string expected)
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        Set(broken, place, value);
        Assert.Contains(new NetworkMatrix(broken).Lines(), line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_that_is_missing_shows()
    {
        var broken = new ManifestSet(Overlay.Of("prod").Objects.Copy().Objects.Where(static one => ManifestSet.NameOf(one) != "allow-dns"));
        Assert.DoesNotContain(new NetworkMatrix(broken).Lines(), static line => line.Contains("dns", StringComparison.Ordinal));
    }

    /// <summary>Sets the member at a place: kind, name and a path, whose last part may be a label with dots in it. A null removes it.</summary>
    private static void Set(ManifestSet set, string place, string value)
    {
        var words = place.Split(' ', 3);
        JsonNode node = set.Get(words[0], words[1]);
        var path = words[2];
        while (Step(node, path) is ({ } next, { Length: > 0 } rest)) (node, path) = (next, rest);
        var content = value == "null" ? null : JsonNode.Parse(value);
        if (node is JsonArray array) array[int.Parse(path, System.Globalization.CultureInfo.InvariantCulture)] = content;
        else if (content is null) Assert.True(node.AsObject().Remove(path), $"{place} does not exist.");
        else node[path] = content;
    }

    private static (JsonNode? Next, string Left) Step(JsonNode node, string path)
    {
        if (node is JsonObject map && map.ContainsKey(path)) return (null, "");
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return (null, "");
        var (name, rest) = (path[..dot], path[(dot + 1)..]);
        var next = node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : node.At(name);
        return (next, next is null ? "" : rest);
    }
}
