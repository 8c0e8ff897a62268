using System.Globalization;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>
/// Where Redis is, told in parts: by the variables <c>REDIS_HOST</c>, <c>REDIS_PORT</c>, <c>REDIS_PASSWORD</c> and
/// <c>REDIS_CLUSTER</c>, or by the block <c>redis</c> of a config.yaml. Together they are one connection string.
/// </summary>
internal sealed class RedisNames
{
    /// <summary>The settings that the parts become.</summary>
    public const string ConnectionString = "Caching:Redis:ConnectionString", Sentinels = "Caching:Redis:SentinelConfiguration", Password = "Caching:Redis:Password", Cluster = "Caching:Redis:Cluster";
    private const string UsualPort = "6379";

    /// <summary>A host; a name or an address.</summary>
    public string? Host { get; init; }

    /// <summary>A port; the usual one if none is told.</summary>
    public string? Port { get; init; }

    /// <summary>Whether it is a cluster, or the nodes of one: <c>host:port,host:port</c>.</summary>
    public string? Nodes { get; init; }

    /// <summary>The number of a database.</summary>
    public string? Database { get; init; }

    /// <summary>Whether a text is the name or the address of a host.</summary>
    public static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;

    /// <summary>Whether a text is the number of a port.</summary>
    public static bool IsPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65_535;

    /// <summary>A host as it stands before a port.</summary>
    public static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host;

    /// <summary>The settings, and what is wrong with which part.</summary>
    public IEnumerable<(string Path, string Value)> Compose(Action<string, string> fault)
    {
        if (Database is not null && !IsNumber(Database))
        {
            fault(nameof(Database), $"is '{Text.Shorten(Database)}'; expected the number of a database.");
            yield break;
        }
        var isFlag = bool.TryParse(Nodes, out var cluster);
        if (Nodes is not null) yield return (Cluster, Text.Of(!isFlag || cluster));
        if (Nodes is not null && !isFlag)
        {
            var nodes = Nodes.Split(',', StringSplitOptions.TrimEntries);
            if (Array.TrueForAll(nodes, IsNode)) foreach (var setting in At(string.Join(',', nodes))) yield return setting;
            else fault(nameof(Nodes), $"is '{Text.Shorten(Nodes)}'; expected true, false or the nodes as host:port,host:port.");
        }
        else if (Host is not null)
        {
            if (!IsHost(Host)) fault(nameof(Host), $"is '{Text.Shorten(Host)}'; expected the name or address of one host.");
            else if (!IsPort(Port ?? UsualPort)) fault(nameof(Port), $"is '{Text.Shorten(Port!)}'; expected 1 to 65535.");
            else foreach (var setting in At($"{Bracketed(Host)}:{Port ?? UsualPort}")) yield return setting;
        }
        else if (Port is not null)
        {
            fault(nameof(Port), "is set, but no host is.");
        }
    }

    // Sentinels that a lower source names would be asked in place of the endpoints.
    private (string, string)[] At(string endpoints) => [(ConnectionString, Database is null ? endpoints : $"{endpoints},defaultDatabase={Database}"), (Sentinels, "")];

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsNode(string node) => node.LastIndexOf(':') is > 0 and var at && IsHost(node[..at]) && IsPort(node[(at + 1)..]);
}
