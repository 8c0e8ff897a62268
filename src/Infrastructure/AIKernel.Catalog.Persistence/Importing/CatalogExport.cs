using System.Runtime.CompilerServices;
using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Resources;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>The live catalog as a stream under one snapshot; one row in memory at a time.</summary>
internal static class CatalogExport
{
    private const string Resources =
        $"select {ResourceReads.Columns} from catalog.resources r where r.deleted_at is null order by r.kind, r.namespace, r.name, r.id";

    private const string Edges =
        """
        select s.kind, s.namespace, s.name, e.type, t.kind, t.namespace, t.name, e.properties
        from catalog.relationships e
        join catalog.resources s on s.id = e.source and s.deleted_at is null
        join catalog.resources t on t.id = e.target and t.deleted_at is null
        order by s.kind, s.namespace, s.name, e.type, t.kind, t.namespace, t.name, e.id
        """;

    public static async IAsyncEnumerable<ExportItem> ReadAsync(CatalogDataSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        await foreach (var resource in StreamAsync(connection, Resources, static row => ResourceStatements.ReadContent(row), cancellationToken))
            yield return new(resource, null);
        // The catalog does not know lines; an edge's line number is its place in the export.
        var line = 0;
        await foreach (var edge in StreamAsync(connection, Edges, ReadEdge, cancellationToken))
            yield return new(null, edge with { Line = ++line });
        await snapshot.CommitAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<T> StreamAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) yield return map(reader);
    }

    private static BulkEdge ReadEdge(NpgsqlDataReader row) => new(0,
        new ResourceReference(row.GetString(0), row.GetString(1), row.GetString(2)), row.GetString(3),
        new ResourceReference(row.GetString(4), row.GetString(5), row.GetString(6)), CanonicalJson.FromCanonical(row.GetString(7)));
}
