using AIKernel.Catalog.Persistence.Transactions;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>The transactions that batches run in.</summary>
internal static class BulkTransaction
{
    /// <summary>
    /// Begins one. Batches join short arrays with tables that grow faster than their statistics. A merge on a prefix of a
    /// key, which then compares every row with every other, looks cheap to the planner until it knows better; looking
    /// each row up, or hashing whole keys, is right at any size.
    /// </summary>
    public static async Task<NpgsqlTransaction> BeginBulkAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Command("set local enable_mergejoin = off; set local jit = off").RunAsync(cancellationToken);
        return transaction;
    }
}
