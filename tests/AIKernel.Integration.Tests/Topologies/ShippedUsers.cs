using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>The files of users as they are shipped, with passwords as the init container puts them in: hashed.</summary>
internal static partial class ShippedUsers
{
    /// <summary>The application, as the nodes are.</summary>
    public static (string Name, string Password) App => ("app", PasswordOf("app"));

    public static string Cache => Read("redis", "users.acl");
    public static string Sentinels => Read("redis", "sentinel-users.acl");
    public static string Cluster => Read("redis-cluster", "users.acl");
    public static string State => Read("redis-state", "users.acl");

    public static string PasswordOf(string user) => $"password-of-{user}";

    private static string Read(string folder, string file, [CallerFilePath] string here = "")
    {
        var template = File.ReadAllText(Path.Combine(here, "../../../../infrastructure/k8s", folder, file));
        return Placeholder().Replace(template, static match => $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PasswordOf(match.Groups[1].Value))))}");
    }

    [GeneratedRegex(@"#\{([a-z]+)\}")]
    private static partial Regex Placeholder();
}
