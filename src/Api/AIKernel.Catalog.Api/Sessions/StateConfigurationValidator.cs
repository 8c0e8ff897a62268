using AIKernel.Caching.Redis;
using AIKernel.Catalog.Api.Caching;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Names every wrong setting of the section <c>State</c> in one message, with its path and what would be right. Never repeats a secret.</summary>
internal sealed class StateConfigurationValidator(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<StateConfiguration>
{
    private const int Day = 86_400;

    public ValidateOptionsResult Validate(string? name, StateConfiguration options)
    {
        var faults = new List<string>();
        if (options.HasRedis) CheckRedis(options.Redis, faults);
        CheckSessions(options.Sessions, faults);
        CheckProtection(options, faults);
        if (options.Sessions.Enabled && !options.HasRedis && !CacheHasRedis())
            faults.Add("State:Sessions:Enabled is true, but there is no Redis to keep sessions in: set State:Redis:ConnectionString (or Caching:Redis:ConnectionString).");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private void CheckProtection(StateConfiguration options, List<string> faults)
    {
        var protection = options.DataProtection;
        if (protection.Store is not ("" or RingStore.Redis or RingStore.Postgres))
            faults.Add($"State:DataProtection:Store is '{protection.Store}'; it can be empty, '{RingStore.Redis}' or '{RingStore.Postgres}'.");
        if (protection.Store == RingStore.Redis && !options.HasRedis && !CacheHasRedis())
            faults.Add("State:DataProtection:Store is 'redis', but there is no Redis: set State:Redis:ConnectionString.");
        if (protection.Key.Length > 0 && !RingKeys.IsKey(protection.Key)) faults.Add($"State:DataProtection:Key {NotAKey}");
        for (var at = 0; at < protection.OldKeys.Count; at++)
            if (!RingKeys.IsKey(protection.OldKeys[at])) faults.Add($"State:DataProtection:OldKeys:{at} {NotAKey}");
        if (protection.Key.Length == 0 && options.Sessions.Enabled && !environment.IsDevelopment())
            faults.Add("State:DataProtection:Key is not set. Whoever reads the keys that protect cookies can be anybody, so outside Development they are "
                + "kept encrypted only: give 32 random bytes as base64, the same on every node, for example from 'openssl rand -base64 32'.");
    }

    private static void CheckSessions(SessionConfiguration sessions, List<string> faults)
    {
        if (sessions.CookieName.Length is 0 or > 64 || sessions.CookieName.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.')))
            faults.Add("State:Sessions:CookieName must be 1 to 64 letters, digits, '_', '-' or '.'.");
        if (sessions.SameSite is not (SameSiteMode.Strict or SameSiteMode.Lax))
            faults.Add($"State:Sessions:SameSite is {sessions.SameSite}; it can be Strict or Lax.");
        Range(faults, "Sessions:IdleSeconds", sessions.IdleSeconds, 60, 30 * Day);
        Range(faults, "Sessions:LongestSeconds", sessions.LongestSeconds, Math.Clamp(sessions.IdleSeconds, 60, 30 * Day), 365 * Day);
        Range(faults, "Sessions:MaxPerUser", sessions.MaxPerUser, 1, 10_000);
    }

    /// <summary>What is wrong with a Redis is the same here as in the section of the cache, said with this section's paths.</summary>
    private static void CheckRedis(RedisConfiguration redis, List<string> faults)
    {
        var asCache = new CachingConfigurationValidator().Validate(null, new() { Redis = redis }).Failures ?? [];
        faults.AddRange(asCache.Select(static fault => fault.Replace("Caching:Redis:", "State:Redis:", StringComparison.Ordinal)));
    }

    private bool CacheHasRedis() => StateConfiguration.IsTold(
        configuration.GetSection($"{CachingConfiguration.SectionName}:{nameof(CachingConfiguration.Redis)}").Get<RedisConfiguration>() ?? new());

    private static void Range(List<string> faults, string path, int value, int least, int most)
    {
        if (value < least || value > most) faults.Add($"State:{path} is {value}; expected {least} to {most}.");
    }

    private const string NotAKey = "is not 32 bytes as base64; 'openssl rand -base64 32' prints such a key.";
}
