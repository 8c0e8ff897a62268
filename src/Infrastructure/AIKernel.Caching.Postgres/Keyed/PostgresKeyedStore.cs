using AIKernel.Caching.Strategies;
using Npgsql;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>Keyed values in the table <c>keyed.entries</c>, whose triggers journal every change of it.</summary>
public sealed class PostgresKeyedStore(NpgsqlDataSource database) : IKeyedStore
{
    // Of a removal: more at once would hold rows, and the journal's horizon, for long.
    private const int RemovedAtOnce = 10_000;
    private const int SweptAtOnce = 500;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KeyedEntry?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(KeyedStatements.Load);
        command.Parameters.Add(KeyedParameters.Texts(keys));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, KeyedEntry>(keys.Count, StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken)) found[reader.GetString(0)] = Read(reader);
        return [.. keys.Select(key => found.GetValueOrDefault(key))];
    }

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<StoredWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken) =>
        KeyedTransaction.RunAsync(database, order, now, async transaction =>
        {
            var written = await transaction.WriteAsync(writes, null);
            if (dependents is not null) await transaction.EndDependentsAsync(written, dependents, [.. writes.Select(static write => write.Key)]);
            return 0L;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task FlushAsync(IReadOnlyList<LoggedWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, DateTimeOffset now, CancellationToken cancellationToken) =>
        // The order of the transaction as a whole plays no part: each write has its own.
        KeyedTransaction.RunAsync(database, 0, now, async transaction =>
        {
            var written = await transaction.WriteAsync([.. writes.Select(static one => one.Write)], [.. writes.Select(static one => one.Sequence)]);
            // What was itself written in this batch ends too, if it was written before what it depends on.
            if (dependents is not null) await transaction.EndDependentsAsync(written, dependents, []);
            return 0L;
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> RemoveAsync(KeyedSelection selection, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var (removed, named) = (0L, selection.Keys); ; named = [])
        {
            var (count, complete) = await KeyedTransaction.RunAsync(database, order, now, async transaction =>
            {
                var ended = await transaction.EndAsync(selection, RemovedAtOnce);
                // What depends on a key that is named goes even if there is no such key: something else may be known by that name.
                IReadOnlyList<KeySequence> from = [.. ended, .. named.Where(key => !ended.Any(one => one.Key == key)).Select(key => new KeySequence(key, transaction.Sequence))];
                var with = dependents is null ? 0 : await transaction.EndDependentsAsync(from, dependents, []);
                return (ended.Count + with, ended.Count < RemovedAtOnce);
            }, cancellationToken);
            removed += count;
            if (complete) return removed;
        }
    }

    /// <inheritdoc/>
    public async Task<long> OpenLogAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select keyed.open_log()");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(DateTimeOffset before, long? below, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(KeyedStatements.Sweep);
        command.Parameters.AddRange(new[] { KeyedParameters.Time(before), KeyedParameters.Number(below), KeyedParameters.Number(SweptAtOnce) });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static KeyedEntry Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(1),
        reader.IsDBNull(2) ? null : new KeyedValue(reader.GetFieldValue<byte[]>(2)),
        reader.GetFieldValue<DateTimeOffset>(3),
        reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.GetBoolean(5));
}
