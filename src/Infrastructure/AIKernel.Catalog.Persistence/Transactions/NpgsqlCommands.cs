using System.Data;
using AIKernel.Catalog.Persistence.Tracing;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Transactions;

/// <summary>Short forms for hand-written SQL.</summary>
internal static class NpgsqlCommands
{
    /// <summary>A parameter of exactly this type; null travels as SQL null.</summary>
    public static NpgsqlParameter Typed(this object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>An array parameter.</summary>
    public static NpgsqlParameter Many(this object array, NpgsqlDbType element) => array.Typed(NpgsqlDbType.Array | element);

    /// <summary>A command to run as it is, once: where its trace is recorded, the text names it.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(SqlTraceContext.Mark(sql, connection), connection);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    public static async Task<List<T>> ReadAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken)) rows.Add(map(reader));
            return rows;
        }
    }

    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command) return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The position of the transaction that is under way.</summary>
    public static async Task<CatalogPosition> ReadPositionAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("select journal.position()");
        return ToPosition(await command.ExecuteScalarAsync(cancellationToken) as string);
    }

    /// <summary>Begins a transaction whose statements all see one snapshot and write nothing.</summary>
    public static async Task<NpgsqlTransaction> BeginSnapshotAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A column that <c>journal.position()</c> gave.</summary>
    public static CatalogPosition Position(this NpgsqlDataReader reader, int column) => ToPosition(reader.GetString(column));

    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    private static CatalogPosition ToPosition(string? text) =>
        CatalogPosition.TryParse(text, out var position) ? position : throw new InvalidOperationException($"journal.position() gave '{text}'.");
}
