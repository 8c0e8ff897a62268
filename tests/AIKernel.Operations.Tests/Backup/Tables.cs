using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>What a database holds, found out without the scripts that are to be tested.</summary>
internal static class Tables
{
    // Whatever schema it is in, so that one which the scripts forget is missed.
    private const string All = """
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') and format('%I.%I', schemaname, tablename) not in ('journal.entries', 'journal.state', 'journal.incarnation')
        order by 1
        """;

    /// <summary>The name of each table with the SHA-256 of its rows, sorted; of the journal what nodes put there is left out.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DigestAsync(string connectionString)
    {
        await using var connection = await OpenAsync(connectionString);
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await ReadAsync(connection, All))
        {
            var rows = await ReadAsync(connection, $"select to_jsonb(t)::text from {table} t");
            rows.Sort(StringComparer.Ordinal);
            digests[table] = $"{rows.Count} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))))}";
        }
        return digests;
    }

    /// <summary>The first column of the answer's rows, as text.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        return await ReadAsync(connection, sql);
    }

    public static async Task RunAsync(string connectionString, string sql) => await AskAsync(connectionString, sql);

    // Not out of a pool: a session that stays is one that a restore objects to.
    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}
