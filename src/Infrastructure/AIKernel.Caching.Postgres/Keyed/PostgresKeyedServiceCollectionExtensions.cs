using AIKernel.Caching.Strategies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>Registers the store of keyed values on PostgreSQL.</summary>
public static class PostgresKeyedServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="IKeyedStore"/> over the container's <see cref="Npgsql.NpgsqlDataSource"/>; again changes nothing.</summary>
    public static IServiceCollection AddPostgresKeyedStore(this IServiceCollection services)
    {
        services.TryAddSingleton<IKeyedStore, PostgresKeyedStore>();
        return services;
    }
}
