using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Transactions;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>One transaction a batch, durable when the batch returns. A batch that lost a race starts again.</summary>
internal sealed class BestEffortSession(CatalogDataSource source, TimeProvider time) : IBulkSession
{
    public async ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch, CancellationToken cancellationToken) =>
        await RunAsync(connection => new ResourceBatch(connection, Clock.Now(time), cancellationToken).ApplyAsync(batch), cancellationToken);

    public async ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch, CancellationToken cancellationToken) =>
        await RunAsync(connection => new EdgeBatch(connection, Clock.Now(time), cancellationToken).ApplyAsync(batch), cancellationToken);

    public async ValueTask<CatalogPosition> CompleteAsync(CancellationToken cancellationToken)
    {
        // A transaction begun now has a later id than every batch.
        await using var connection = await source.OpenAsync(cancellationToken);
        return await connection.ReadPositionAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReadOnlyList<BulkOutcome>> RunAsync(
        Func<NpgsqlConnection, Task<IReadOnlyList<BulkOutcome>>> apply, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenAsync(cancellationToken);
                await using var transaction = await connection.BeginBulkAsync(cancellationToken);
                var outcomes = await apply(connection);
                await transaction.CommitAsync(cancellationToken);
                return outcomes;
            }
            catch (PostgresException fault) when (attempt < WriteTransactions.Attempts && LostRace.Explains(fault))
            {
                // Nothing of the attempt is left; look again.
            }
        }
    }
}
