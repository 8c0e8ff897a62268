using System.Text;
using System.Text.RegularExpressions;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

/// <summary>A secret stands in the Secret and nowhere else, and no process is given one as an argument.</summary>
internal static partial class SecretRule
{
    public static IEnumerable<string> Faults(ManifestSet set)
    {
        var secrets = set.Of("Secret").SelectMany(static one => one.Map("data")).Select(static pair => (Name: pair.Key, Value: Encoding.UTF8.GetString(Convert.FromBase64String(pair.Value).AsSpan()).Trim())).ToList();
        foreach (var one in set.Objects.Where(static one => one.Text("kind") != "Secret"))
            foreach (var (path, value) in one.Texts())
            {
                foreach (var secret in secrets.Where(secret => value.Contains(secret.Value, StringComparison.Ordinal))) yield return $"{ManifestSet.Label(one)}{path} holds {secret.Name}.";
                if (Literal().IsMatch(value)) yield return $"{ManifestSet.Label(one)}{path} looks as if it held a password.";
            }
        foreach (var workload in set.Workloads)
            foreach (var container in workload.AllContainers)
            {
                foreach (var variable in container.Items("env").Where(static one => SecretName().IsMatch(one.Text("name")!) && one.Text("value") is { Length: > 0 } text && !text.Contains("$(", StringComparison.Ordinal) && !text.StartsWith('/')))
                    yield return $"{workload}: {variable.Text("name")} is a literal.";
                foreach (var (_, word) in container.At("command").Texts().Concat(container.At("args").Texts()).Where(static one => one.Value.Contains("$(", StringComparison.Ordinal)))
                    yield return $"{workload}: an argument of {container.Text("name")} is made of a variable: {word}";
            }
    }

    // Connection strings, lines of redis.conf and of ACL files with something in them that is no reference and no call.
    [GeneratedRegex("""(?im)(password\s*=\s*["']?[a-z0-9]|^\s*(requirepass|masterauth|sentinel auth-pass \S+) [^$\s]|^user .* [>#][a-z0-9])""", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex("(?i)(password|secret|__key$)", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
