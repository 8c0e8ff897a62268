using AIKernel.Caching.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIKernel.Caching.Postgres;

/// <summary>Registers the journal on PostgreSQL.</summary>
public static class PostgresJournalServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="IInvalidationJournal"/> over the container's <see cref="Npgsql.NpgsqlDataSource"/>; again changes nothing.</summary>
    public static IServiceCollection AddPostgresJournal(this IServiceCollection services)
    {
        services.TryAddSingleton<IInvalidationJournal, PostgresJournal>();
        return services;
    }
}
