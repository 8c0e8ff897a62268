using AIKernel.Caching.Postgres.Keyed;
using AIKernel.Caching.Redis;
using AIKernel.Caching.Redis.WriteBehind;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Sessions;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Composes the keyed cache from the section <c>Keyed</c>.</summary>
internal static class KeyedServices
{
    /// <summary>To be called when the cache is composed.</summary>
    public static void AddKeyedValues(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<KeyedConfiguration>(configuration);
        services.AddSingleton(static provider => KeyedSettings.ToOptions(provider.GetRequiredService<IOptions<KeyedConfiguration>>().Value));
        services.AddSingleton(new Lifetimes(configuration));
        services.AddSingleton<KeyedCacheFeature>();
        services.AddPostgresKeyedStore();
        if ((configuration.GetSection("State:Redis").Get<RedisConfiguration>() ?? new()).IsTold())
        {
            services.AddState(configuration);
            services.AddRedisWriteBehind();
        }
        services.AddKeyedCache();
    }

    /// <summary>Gives every request <see cref="IKeyedCacheFeature"/>.</summary>
    public static void UseKeyedCache(this WebApplication app)
    {
        var feature = app.Services.GetRequiredService<KeyedCacheFeature>();
        app.Use((context, next) =>
        {
            context.Features.Set<IKeyedCacheFeature>(feature);
            return next(context);
        });
    }
}
