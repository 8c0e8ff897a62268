using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>What can be wrong with the compose file beyond its form.</summary>
internal static partial class ComposeRule
{
    private static readonly string[] Limits = ["512m", "1g"], KnownProfiles = ["standalone", "sentinel", "cluster", "monitoring", "tools", "backup"];

    // Those of the Compose specification that are of use here: a word that is not among them is misspelt, or wants a thought.
    private static readonly string[] Members =
    [
        "build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "init", "logging", "mem_limit", "network_mode", "networks",
        "pids_limit", "ports", "profiles", "read_only", "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "user", "volumes",
    ];

    // Writes its configuration beside its program.
    private const string Writer = "redis-commander";

    public static IEnumerable<string> Faults(ComposeFile file) =>
        [.. file.Services.SelectMany(static one => OfHardening(one.Key, one.Value)), .. file.Services.SelectMany(one => OfNames(file, one.Key, one.Value)), .. OfSecrets(file)];

    private static IEnumerable<string> OfHardening(string name, JsonNode service)
    {
        if (service.Text("read_only") != "true" && name != Writer) yield return $"{name} may write to its root.";
        if (!service.Items("cap_drop").Any(static one => one.ToString() == "ALL") || service.At("cap_add") is not null) yield return $"{name} has capabilities.";
        if (!service.Items("security_opt").Any(static one => one.ToString() == "no-new-privileges:true")) yield return $"{name} may gain privileges.";
        if (service.At("privileged") is not null) yield return $"{name} is privileged.";
        if (!Limits.Contains(service.Text("mem_limit"))) yield return $"{name} has no limit of memory that a machine of this size can bear.";
        if (service.At("build") is null && service.Text("user") is not { Length: > 0 } or "0" or "root") yield return $"{name} may run as root.";
        if (!Pinned().IsMatch(service.Text("image") ?? "")) yield return $"{name}: the image {service.Text("image")} is not pinned.";
        if (service.Text("restart") == "unless-stopped" && service.At("build") is null && service.At("healthcheck", "test") is null) yield return $"{name} has no health check.";
        foreach (var port in service.Items("ports").Where(static port => !port.ToString().StartsWith("127.0.0.1:", StringComparison.Ordinal))) yield return $"{name}: {port} is open to more than this machine.";
    }

    private static IEnumerable<string> OfNames(ComposeFile file, string name, JsonNode service)
    {
        foreach (var member in service.AsObject().Select(static pair => pair.Key).Except(Members)) yield return $"{name}: {member} is not a member of a service.";
        foreach (var profile in service.Items("profiles").Where(static one => !KnownProfiles.Contains(one.ToString()))) yield return $"{name}: there is no profile {profile}.";
        foreach (var (other, how) in service.At("depends_on")?.AsObject().Select(static pair => (pair.Key, pair.Value)) ?? [])
        {
            if (!file.Services.TryGetValue(other, out var found)) yield return $"{name} depends on {other}, which does not exist.";
            else if (how.Text("condition") == "service_healthy" && found.At("healthcheck") is null) yield return $"{name} waits for {other} to be healthy, which has no health check.";
            else if (found.Items("profiles").Any() && !service.Items("profiles").All(one => found.Items("profiles").Any(two => two.ToString() == one.ToString()))) yield return $"{name} depends on {other}, which its profile does not start.";
        }
        if (service.Text("network_mode") is { } mode && !file.Services.ContainsKey(mode["service:".Length..])) yield return $"{name}: no service for {mode}.";
        foreach (var source in service.Items("volumes").Select(static one => one.ToString().Split(':')[0]))
        {
            if (source[0] == '.' ? !Path.Exists(Path.Combine(ComposeFile.Folder, source)) : !file.Volumes.Contains(source)) yield return $"{name} mounts {source}, which does not exist.";
        }
    }

    /// <summary>Each is asked for, none has a default, and the example names them all.</summary>
    private static IEnumerable<string> OfSecrets(ComposeFile file)
    {
        var example = File.ReadLines(Path.Combine(ComposeFile.Folder, "secrets.env.example")).Where(static line => line.EndsWith('=')).Select(static line => line[..^1]).ToHashSet();
        var used = Variable().Matches(file.Text).ToList();
        foreach (var one in used.Where(static one => one.Groups[2].Value != ":?")) yield return $"{one.Value} may be empty or has a default.";
        foreach (var name in used.Select(static one => one.Groups[1].Value).Distinct().Where(name => !example.Contains(name))) yield return $"secrets.env.example does not name {name}.";
        foreach (var name in example.Where(name => !used.Exists(one => one.Groups[1].Value == name))) yield return $"secrets.env.example names {name}, which nothing uses.";
        foreach (var (service, node) in file.Services)
            foreach (var (name, value) in node.At("environment")?.AsObject().Select(static pair => (pair.Key, pair.Value?.ToString() ?? "")) ?? [])
                if (Secret().IsMatch(name) ? !value.StartsWith("${", StringComparison.Ordinal) : Password().IsMatch(value)) yield return $"{service}: {name} holds a secret.";
    }

    [GeneratedRegex(@"^[\w./-]+:v?\d+\.\d+(\.\d+)?[\w.-]*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"\$\{(\w+)(:[?+-]|[?+-])?[^}]*\}")]
    private static partial Regex Variable();

    [GeneratedRegex("PASSWORD$|__Key$|SECRET|TOKEN")]
    private static partial Regex Secret();

    [GeneratedRegex(@"password=(?!\$\{)", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
