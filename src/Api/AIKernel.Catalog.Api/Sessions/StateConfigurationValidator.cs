using AIKernel.Caching.Redis;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>What the settings of the section <c>State</c> demand of each other and of the environment. Never repeats a secret.</summary>
internal sealed class StateConfigurationValidator(IConfiguration configuration, IHostEnvironment environment) : SettingsValidator<StateConfiguration>
{
    private const string NotAKey = "is not 32 bytes as base64; 'openssl rand -base64 32' prints such a key.";

    protected override IEnumerable<string> FindFaults(StateConfiguration options)
    {
        var (protection, sessions) = (options.DataProtection, options.Sessions);
        var hasRedis = options.HasRedis || CacheHasRedis();
        if (sessions.LongestSeconds < sessions.IdleSeconds)
            yield return $"State:Sessions:LongestSeconds is {sessions.LongestSeconds}; it must not be below IdleSeconds, {sessions.IdleSeconds}.";
        if (sessions.Enabled && !hasRedis)
            yield return "State:Sessions:Enabled is true, but there is no Redis to keep sessions in: set State:Redis:ConnectionString (or Caching:Redis:ConnectionString).";
        if (protection.Store == RingStore.Redis && !hasRedis)
            yield return "State:DataProtection:Store is 'redis', but there is no Redis: set State:Redis:ConnectionString.";
        if (protection.Key.Length > 0 && !RingKeys.IsKey(protection.Key)) yield return $"State:DataProtection:Key {NotAKey}";
        for (var at = 0; at < protection.OldKeys.Count; at++)
            if (!RingKeys.IsKey(protection.OldKeys[at])) yield return $"State:DataProtection:OldKeys:{at} {NotAKey}";
        if (protection.Key.Length == 0 && sessions.Enabled && !environment.IsDevelopment())
            yield return "State:DataProtection:Key is not set. Whoever reads the keys that protect cookies can be anybody, so outside Development they are "
                + "kept encrypted only: give 32 random bytes as base64, the same on every node, for example from 'openssl rand -base64 32'.";
    }

    private bool CacheHasRedis() =>
        (configuration.GetSection($"{CachingConfiguration.SectionName}:{nameof(CachingConfiguration.Redis)}").Get<RedisConfiguration>() ?? new()).IsTold();
}
