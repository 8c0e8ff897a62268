using AIKernel.Caching.Redis.State;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>Composes the count of what is read most.</summary>
internal static class MostReadServices
{
    public static void AddMostRead(this IServiceCollection services)
    {
        services.AddSingleton<ReadCounts>();
        services.AddSingleton(static provider => new MostReadList(
            provider.GetRequiredService<ReadCounts>(), provider.GetRequiredService<ILogger<MostReadList>>(), BoardOf(provider)));
        services.AddHostedService<MostReadService>();
    }

    /// <summary>The Redis that nodes share such things in, if there is one: the one that keeps what it is given, else the cache's.</summary>
    public static StateRedis? RedisOf(IServiceProvider provider) => provider.GetService<StateRedis>() ?? provider.GetService<CacheRedis>()?.Store;

    private static Leaderboard? BoardOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<OperationsConfiguration>>().Value.MostReadIntervalSeconds > 0 && RedisOf(provider) is { } redis
            ? new(redis, "stats:top", provider.GetRequiredService<TimeProvider>()) : null;
}
