using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Strategies;

/// <summary>What programs keep most, with the keys, tags and lifetimes that all of them use.</summary>
public static class KeyedHelpers
{
    private const int LongestPart = 100;

    /// <summary>The tag of everything that is a user's.</summary>
    public static string UserTag(string user) => $"user:{user}";

    /// <summary>The tag of every analysis of a type.</summary>
    public static string AnalysisTypeTag(string type) => $"analysis:{type}";

    /// <summary>The tag of everything that a service has answered.</summary>
    public static string ServiceTag(string service) => $"service:{service}";

    /// <summary>Where a session of a user is kept.</summary>
    public static string SessionKey(string user, string session) => $"user:{Part(user)}:session:{Part(session)}";

    /// <summary>Where the analysis of a type is kept that an agent has made.</summary>
    public static string AnalysisKey(string agent, string type) => $"agent:{Part(agent)}:analysis:{Part(type)}";

    /// <summary>Where a service's answer to a request is kept.</summary>
    public static string ResponseKey(string service, string request) => $"service:{Part(service)}:{Part(request)}";

    /// <summary>Where a configuration is kept.</summary>
    public static string ConfigurationKey(string name) => $"config:{Part(name)}";

    /// <summary>Keeps a user's session for 30 minutes.</summary>
    public static Task<KeyedStrategy> CacheUserSessionAsync(this IKeyedCache cache, string user, string session, KeyedValue value, CancellationToken cancellationToken = default) =>
        cache.SetAsync(new(SessionKey(user, session), value) { Lifetime = TimeSpan.FromSeconds(1800), Tags = [UserTag(user)] }, cancellationToken);

    /// <summary>Keeps an agent's analysis for 2 hours.</summary>
    public static Task<KeyedStrategy> CacheAgentAnalysisAsync(this IKeyedCache cache, string agent, string type, KeyedValue value, CancellationToken cancellationToken = default) =>
        cache.SetAsync(new(AnalysisKey(agent, type), value) { Lifetime = TimeSpan.FromSeconds(7200), Tags = [$"agent:{agent}", AnalysisTypeTag(type)] }, cancellationToken);

    /// <summary>Keeps what a service has answered for an hour.</summary>
    public static Task<KeyedStrategy> CacheNetworkServiceResponseAsync(this IKeyedCache cache, string service, string request, KeyedValue value, CancellationToken cancellationToken = default) =>
        cache.SetAsync(new(ResponseKey(service, request), value) { Lifetime = TimeSpan.FromSeconds(3600), Tags = [ServiceTag(service)] }, cancellationToken);

    /// <summary>Keeps a configuration for a day.</summary>
    public static Task<KeyedStrategy> CacheConfigurationAsync(this IKeyedCache cache, string name, KeyedValue value, CancellationToken cancellationToken = default) =>
        cache.SetAsync(new(ConfigurationKey(name), value) { Lifetime = TimeSpan.FromSeconds(86_400), Tags = ["config"] }, cancellationToken);

    /// <summary>Ends everything that is a user's; how many values.</summary>
    public static Task<long> InvalidateUserAsync(this IKeyedCache cache, string user, CancellationToken cancellationToken = default) =>
        cache.InvalidateAsync(new() { Tags = [UserTag(user)] }, cancellationToken);

    /// <summary>Ends every analysis of a type; how many values.</summary>
    public static Task<long> InvalidateAnalysisTypeAsync(this IKeyedCache cache, string type, CancellationToken cancellationToken = default) =>
        cache.InvalidateAsync(new() { Tags = [AnalysisTypeTag(type)] }, cancellationToken);

    /// <summary>Ends everything that a service has answered; how many values.</summary>
    public static Task<long> InvalidateServiceAsync(this IKeyedCache cache, string service, CancellationToken cancellationToken = default) =>
        cache.InvalidateAsync(new() { Tags = [ServiceTag(service)] }, cancellationToken);

    /// <summary>
    /// The value of a key, computed and kept where there is none; whatever was computed counts, null too. Callers that find
    /// none at the same time each compute it, and the last one's stays.
    /// </summary>
    public static async Task<T?> GetOrSetAsync<T>(this IKeyedCache cache, string key, JsonTypeInfo<T> type, Func<CancellationToken, ValueTask<T>> compute, Func<KeyedWrite, KeyedWrite>? how = null, CancellationToken cancellationToken = default)
    {
        if ((await cache.GetAsync(key, cancellationToken)).Value is { } kept) return kept.Read(type);
        var value = await compute(cancellationToken);
        var write = new KeyedWrite(key, KeyedValue.Of(value, type));
        await cache.SetAsync(how is null ? write : how(write), cancellationToken);
        return value;
    }

    /// <summary>A part of a key: as it is, or its hash where it could be taken for more than one part or is long.</summary>
    private static string Part(string text) => text.Length is > 0 and <= LongestPart && !text.Contains(':', StringComparison.Ordinal)
        ? text
        : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
