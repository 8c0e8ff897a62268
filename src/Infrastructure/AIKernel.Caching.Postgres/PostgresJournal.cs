using System.Globalization;
using AIKernel.Caching.Journal;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Caching.Postgres;

/// <summary>
/// The invalidation journal on PostgreSQL 13 or newer. Reads on one connection of its own, which it opens again after
/// a failure; listens on another. Not for concurrent reads: its follower is the only reader.
/// </summary>
public sealed class PostgresJournal(NpgsqlDataSource database) : IInvalidationJournal, IAsyncDisposable
{
    // Horizon, epoch, mark and rows come from one statement, hence from one snapshot. Rows that became visible since the
    // snapshot before: those of transactions that had not begun then, and of those that were in progress then. Two ranges
    // of one index, exact however long some transaction runs.
    private const string ReadStatement = """
        select pg_current_snapshot()::text, journal.epoch(), exists (select from journal.incarnation), state.low_water, null::xid8, null::text[] from journal.state as state
        union all select null, null, null, null, xid, tags from journal.entries_since($1, $2)
        """;

    // After a crash of the server its incarnation is gone; whoever reads first gives it a new one, once.
    private const string IncarnateStatement = """
        lock table journal.incarnation;
        insert into journal.incarnation (id) select gen_random_uuid() where not exists (select from journal.incarnation)
        """;

    private const string PruneStatement = """
        with gone as (delete from journal.entries where at < now() - $1 returning xid),
             newest as (select xid from gone order by xid desc limit 1)
        update journal.state set low_water = greatest(low_water, (newest.xid::text::bigint + 1)::text::xid8) from newest
        """;

    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public async ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await database.OpenConnectionAsync(cancellationToken);
            if (await TryReadAsync(_connection, since, cancellationToken) is { } read) return read;
            await IncarnateAsync(_connection, cancellationToken);
            return await TryReadAsync(_connection, since, cancellationToken) ?? throw new InvalidOperationException("The journal has no incarnation.");
        }
        catch
        {
            // After a failure or a cancellation the connection's state is unknown: the next read opens another.
            await CloseAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => wake();
        await using (var command = new NpgsqlCommand("listen aikernel_journal", connection)) await command.ExecuteNonQueryAsync(cancellationToken);
        wake();
        while (true) await connection.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PruneStatement);
        command.Parameters.Add(new() { Value = retention, NpgsqlDbType = NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    private static async Task IncarnateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(IncarnateStatement, connection, transaction)) await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>One read; null when the server has crashed since its last incarnation, so that no epoch can be told.</summary>
    private static async Task<JournalRead?> TryReadAsync(NpgsqlConnection connection, JournalSnapshot? since, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadStatement, connection);
        command.Parameters.Add(new() { Value = since?.End ?? 0, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = since?.InProgress.ToArray() ?? [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<JournalRow>();
        JournalSnapshot? snapshot = null;
        var (epoch, lowWater) = (0UL, 0UL);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0)) rows.Add(new(reader.GetFieldValue<ulong>(4), Array.ConvertAll(reader.GetFieldValue<string[]>(5), static tag => Tag.Of(tag))));
            else if (!reader.GetBoolean(2)) return null;
            else (snapshot, epoch, lowWater) = (ParseSnapshot(reader.GetString(0)), unchecked((ulong)reader.GetInt64(1)), reader.GetFieldValue<ulong>(3));
        }
        return new(epoch, snapshot ?? throw new InvalidOperationException("The journal's state row is missing."), lowWater, rows);
    }

    /// <summary>Reads <c>xmin:xmax:xip,xip,…</c>.</summary>
    private static JournalSnapshot ParseSnapshot(string text)
    {
        var parts = text.Split(':');
        return new(Parse(parts[0]), Parse(parts[1]), parts[2].Length == 0 ? [] : Array.ConvertAll(parts[2].Split(','), Parse));

        static ulong Parse(string number) => ulong.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
