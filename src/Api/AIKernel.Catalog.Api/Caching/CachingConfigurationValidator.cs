using AIKernel.Catalog.Caching;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Names every wrong setting of the cache in one message, with its path and what would be right.</summary>
public sealed class CachingConfigurationValidator : IValidateOptions<CachingConfiguration>
{
    private const int Day = 86_400;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CachingConfiguration options)
    {
        var faults = new List<string>();
        CheckRedis(options, faults);
        CheckLifetimes(options, faults);
        CheckBounds(options, faults);
        CheckPayloads(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckRedis(CachingConfiguration options, List<string> faults)
    {
        var redis = options.Redis;
        Word(faults, "KeyVersion", options.KeyVersion);
        Word(faults, "Redis:InstanceName", redis.InstanceName);
        Range(faults, "Redis:ConnectTimeout", redis.ConnectTimeout, 100, 60_000);
        Range(faults, "Redis:SyncTimeout", redis.SyncTimeout, 100, 60_000);
        Range(faults, "Redis:ConnectRetry", redis.ConnectRetry, 0, 100);
        try
        {
            // Neither is set: no Redis, and nothing to read.
            if (!string.IsNullOrWhiteSpace(redis.ConnectionString) || !string.IsNullOrWhiteSpace(redis.SentinelConfiguration)) redis.ToClientOptions();
        }
        catch (ArgumentException)
        {
            // The client's message may quote the string, password and all.
            faults.Add("Caching:Redis:ConnectionString or SentinelConfiguration cannot be read; expected host:port,option=value,… .");
        }
        if (redis.SslHost is not null && !redis.UseSsl) faults.Add("Caching:Redis:SslHost is set, but UseSsl is false.");
    }

    private static void CheckLifetimes(CachingConfiguration options, List<string> faults)
    {
        var lifetimes = options.Defaults;
        (string Name, int Seconds)[] all =
        [
            (nameof(lifetimes.ResourceCacheTtlSeconds), lifetimes.ResourceCacheTtlSeconds),
            (nameof(lifetimes.AbsentResourceTtlSeconds), lifetimes.AbsentResourceTtlSeconds),
            (nameof(lifetimes.ResourceListTtlSeconds), lifetimes.ResourceListTtlSeconds),
            (nameof(lifetimes.SearchResultsTtlSeconds), lifetimes.SearchResultsTtlSeconds),
            (nameof(lifetimes.AutocompleteTtlSeconds), lifetimes.AutocompleteTtlSeconds),
            (nameof(lifetimes.VersionHistoryTtlSeconds), lifetimes.VersionHistoryTtlSeconds),
            (nameof(lifetimes.LineageQueryTtlSeconds), lifetimes.LineageQueryTtlSeconds),
            (nameof(lifetimes.RelationshipCacheTtlSeconds), lifetimes.RelationshipCacheTtlSeconds),
        ];
        foreach (var (name, seconds) in all) Range(faults, $"Defaults:{name}", seconds, 1, 30 * Day);
        Range(faults, "Defaults:JitterPercent", lifetimes.JitterPercent, 0, 50);
        Range(faults, "Defaults:RefreshAheadSeconds", lifetimes.RefreshAheadSeconds, 0, Day);
        Range(faults, "Defaults:FailSafeSeconds", lifetimes.FailSafeSeconds, 0, 30 * Day);
        var longest = all.Max(static one => one.Seconds);
        if (options.Journal.RetentionSeconds < longest)
            faults.Add($"Caching:Journal:RetentionSeconds is {options.Journal.RetentionSeconds}; it must not be below the longest lifetime, {longest}.");
    }

    private static void CheckPayloads(CachingConfiguration options, List<string> faults)
    {
        var defaults = options.Defaults;
        Range(faults, "Defaults:CompressionThresholdBytes", defaults.CompressionThresholdBytes, 0, int.MaxValue);
        OneOf(faults, "Defaults:CompressionAlgorithm", defaults.CompressionAlgorithm, CacheDefaultsConfiguration.Gzip, CacheDefaultsConfiguration.Brotli);
        OneOf(faults, "Defaults:Serialization", defaults.Serialization, CacheDefaultsConfiguration.Json, CacheDefaultsConfiguration.MessagePack);
        faults.AddRange(options.Encryption.FindFaults());
    }

    private static void CheckBounds(CachingConfiguration options, List<string> faults)
    {
        Range(faults, "Metrics:PublishIntervalSeconds", options.Metrics.PublishIntervalSeconds, 1, Day);
        Range(faults, "Memory:LimitMegabytes", options.Memory.LimitMegabytes, 1, 1_048_576);
        Range(faults, "Memory:MaxEntries", options.Memory.MaxEntries, 0, int.MaxValue);
        Range(faults, "Memory:LifetimeSeconds", options.Memory.LifetimeSeconds, 0, 30 * Day);
        if (options.Memory.Preset.Length > 0) OneOf(faults, "Memory:Preset", options.Memory.Preset, [.. MemoryConfiguration.Presets.Keys]);
        OneOf(faults, "Memory:Eviction", options.Memory.Eviction, [.. MemoryConfiguration.Evictions.Keys]);
        if (options.Memory is { SlidingLifetime: true, LifetimeSeconds: 0, Preset: "" }) faults.Add("Caching:Memory:SlidingLifetime is true, but LifetimeSeconds is 0.");
        Range(faults, "Memory:MaxValueBytes", options.Memory.MaxValueBytes, 1024, 512 * 1024 * 1024);
        Range(faults, "Journal:MaxStalenessMilliseconds", options.Journal.MaxStalenessMilliseconds, 100, 60_000);
        Range(faults, "Journal:PollIntervalMilliseconds", options.Journal.PollIntervalMilliseconds, 10, Math.Max(10, options.Journal.MaxStalenessMilliseconds / 2));
        Range(faults, "Journal:RetentionSeconds", options.Journal.RetentionSeconds, 60, 365 * Day);
        Range(faults, "Journal:TableCapacity", options.Journal.TableCapacity, 1_000, 50_000_000);
        Range(faults, "SharedTier:DeadlineMilliseconds", options.SharedTier.DeadlineMilliseconds, 10, 10_000);
        Range(faults, "SharedTier:CircuitThreshold", options.SharedTier.CircuitThreshold, 2, 10_000);
        Range(faults, "SharedTier:CircuitBreakMilliseconds", options.SharedTier.CircuitBreakMilliseconds, 500, Day * 1000);
        Range(faults, "SharedTier:ProbeIntervalMilliseconds", options.SharedTier.ProbeIntervalMilliseconds, 10, 60_000);
        Range(faults, "SharedTier:LeaseMilliseconds", options.SharedTier.LeaseMilliseconds, 100, 60_000);
    }

    private static void Range(List<string> faults, string path, int value, int least, int most)
    {
        if (value < least || value > most) faults.Add($"Caching:{path} is {value}; expected {least} to {most}.");
    }

    private static void OneOf(List<string> faults, string path, string value, params string[] known)
    {
        if (!known.Contains(value)) faults.Add($"Caching:{path} is '{value}'; expected {string.Join(" or ", known)}.");
    }

    private static void Word(List<string> faults, string path, string value)
    {
        if (value.Length is 0 or > 32 || value.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.')))
            faults.Add($"Caching:{path} must be 1 to 32 letters, digits, '_', '-' or '.'.");
    }
}
