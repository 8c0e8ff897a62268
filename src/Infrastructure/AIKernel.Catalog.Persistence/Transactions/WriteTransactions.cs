using System.Data;
using AIKernel.Catalog.Persistence.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Transactions;

/// <summary>
/// Runs a write as one transaction and answers with its position. A write that lost a race (deadlock, a unique key
/// taken or an end removed between look and write) starts again and then sees the winner: that is how a lost race
/// becomes an ordinary outcome.
/// </summary>
internal sealed class WriteTransactions(IDbContextFactory<CatalogDbContext> contexts, TimeProvider time)
{
    // Each attempt can only be lost to another write that succeeded.
    public const int Attempts = 8;

    /// <summary>A write of one statement, which is a transaction by itself; null when it was not done, also because it lost a race.</summary>
    public async Task<WriteResult<T>?> TryAsync<T>(Func<CatalogDbContext, DateTimeOffset, Task<WriteResult<T>?>> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            return await write(context, Clock.Now(time));
        }
        catch (Exception fault) when (LostRace.Explains(fault))
        {
            return null;
        }
    }

    public async Task<WriteResult<T>> RunAsync<T>(Func<WriteScope, Task<WriteResult<T>>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                context.Database.AutoSavepointsEnabled = false; // a fault ends the whole attempt, so there is nothing to return to
                await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                var scope = new WriteScope(context, Clock.Now(time), cancellationToken);
                var result = await write(scope);
                result = result with { Position = await scope.ReadPositionAsync() };
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception fault) when (attempt < Attempts && LostRace.Explains(fault))
            {
                // Nothing of the attempt is left; look again.
            }
        }
    }
}

/// <summary>What a write works with: its context, the connection of its transaction, and one time for everything it stamps.</summary>
internal sealed class WriteScope(CatalogDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
{
    public CatalogDbContext Context => context;
    public NpgsqlConnection Connection => (NpgsqlConnection)context.Database.GetDbConnection();
    public DateTimeOffset Now => now;
    public CancellationToken CancellationToken => cancellationToken;

    public async Task<CatalogPosition> ReadPositionAsync() => await Connection.ReadPositionAsync(cancellationToken);
}
