using AIKernel.Catalog.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AIKernel.Catalog.Persistence;

/// <summary>Brings the database's schema <c>catalog</c> to the form this version of the application needs.</summary>
public sealed class CatalogMigrator
{
    // "AIKernel" in ASCII. Whoever else uses advisory locks in this database is unlikely to use this one.
    private const long LockKey = 0x41494B65726E656C;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly CatalogDataSource _source;
    private readonly IDbContextFactory<CatalogDbContext> _contexts;

    internal CatalogMigrator(CatalogDataSource source, IDbContextFactory<CatalogDbContext> contexts) =>
        (_source, _contexts) = (source, contexts);

    /// <summary>
    /// Applies the migrations that are missing; nothing when there are none. Any number of nodes may call it at the
    /// same time: one works, the others wait and find nothing left to do.
    /// </summary>
    /// <exception cref="InvalidOperationException">The journal's schema is not there: it must be applied first.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken);
        // A lock of the transaction, not of the session, so that it also works behind a transaction pooler.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection) { CommandTimeout = (int)Patience.TotalSeconds })
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await RequireJournalAsync(connection, cancellationToken);
        await using (var context = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            context.Database.SetCommandTimeout(Patience);
            await context.Database.MigrateAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RequireJournalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = "select to_regprocedure('journal.append(text[])') is not null and to_regprocedure('journal.position()') is not null";
        await using var command = new NpgsqlCommand(sql, connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            throw new InvalidOperationException(
                "The database has no invalidation journal (functions journal.append and journal.position). Apply the journal's schema before the catalog's migrations.");
    }
}
