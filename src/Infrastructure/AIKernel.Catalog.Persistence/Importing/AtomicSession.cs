using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Transactions;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>
/// One transaction for all batches. A deadlock with another writer ends it, and that is an exception: its earlier
/// batches are gone with it and only the caller could send them again.
/// </summary>
internal sealed class AtomicSession : IBulkSession
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly TimeProvider _time;

    private AtomicSession(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeProvider time) =>
        (_connection, _transaction, _time) = (connection, transaction, time);

    public static async Task<AtomicSession> BeginAsync(CatalogDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await source.OpenAsync(cancellationToken);
        try
        {
            return new(connection, await connection.BeginBulkAsync(cancellationToken), time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch, CancellationToken cancellationToken) =>
        await new ResourceBatch(_connection, Clock.Now(_time), cancellationToken).ApplyAsync(batch);

    public async ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch, CancellationToken cancellationToken) =>
        await new EdgeBatch(_connection, Clock.Now(_time), cancellationToken).ApplyAsync(batch);

    public async ValueTask<CatalogPosition> CompleteAsync(CancellationToken cancellationToken)
    {
        var position = await _connection.ReadPositionAsync(cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        return position;
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
