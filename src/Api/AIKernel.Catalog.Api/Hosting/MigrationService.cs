using AIKernel.Caching.Postgres;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Persistence;
using Npgsql;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// Brings the database to this version's form: the journal first, then the catalog. It does not hold up the start, so
/// that a process whose database is away is alive, says so, and begins to serve the moment the database is back.
/// </summary>
internal sealed class MigrationService(
    NpgsqlDataSource database, CatalogMigrator migrator, MigrationState state, TimeProvider time, ILogger<MigrationService> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !await TryAsync(pause, stoppingToken); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            await Task.Delay(pause, time, stoppingToken);
    }

    private async Task<bool> TryAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresJournalSchema.ApplyAsync(database, cancellationToken);
            await migrator.MigrateAsync(cancellationToken);
            state.MarkDone();
            ApiLog.Migrated(log);
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            if (DatabaseFaults.IsOutage(fault)) ApiLog.MigrationWaits(log, DatabaseFaults.Name(fault), pause.TotalSeconds);
            else ApiLog.MigrationFailed(log, pause.TotalSeconds, fault);
            return false;
        }
    }
}
