using AIKernel.Caching.Postgres;
using AIKernel.Caching.Postgres.Keyed;
using AIKernel.Catalog.Persistence;
using Npgsql;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// Brings the database to this version's form, in the order in which the parts need each other. Any number of processes may
/// do it at once; where nothing is missing, nothing is done.
/// </summary>
internal sealed class DatabaseForm(NpgsqlDataSource database, CatalogMigrator migrator)
{
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await PostgresJournalSchema.ApplyAsync(database, cancellationToken);
        await migrator.MigrateAsync(cancellationToken);
        await PostgresKeyedSchema.ApplyAsync(database, cancellationToken);
    }
}
