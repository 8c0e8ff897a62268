using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>The statements of a batch of edges, each for any number of rows.</summary>
internal sealed class EdgeStatements(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>The live resources of these references, by key.</summary>
    public async Task<Dictionary<string, Guid>> ResolveAsync(IEnumerable<ResourceReference> references)
    {
        const string sql = "select r.key, r.id from unnest($1) u (key) join catalog.resources r on r.key = u.key and r.deleted_at is null";
        string[] keys = [.. references.Where(SqlText.IsReference).Select(static reference => reference.Key).Distinct(StringComparer.Ordinal)];
        var rows = await connection.Command(sql, keys.Many(NpgsqlDbType.Text))
            .ReadAsync(static row => (Key: row.GetString(0), Id: row.GetGuid(1)), cancellationToken);
        return rows.ToDictionary(static row => row.Key, static row => row.Id, StringComparer.Ordinal);
    }

    public async Task<Dictionary<EdgeKey, StoredEdge>> FindAsync(IReadOnlyList<EdgeKey> keys)
    {
        const string sql =
            """
            select e.source, e.type, e.target, e.id, e.properties from unnest($1, $2, $3) u (source, type, target)
            join catalog.relationships e on e.source = u.source and e.type = u.type and e.target = u.target
            """;
        var rows = await connection.Command(sql, Keys(keys)).ReadAsync(static row =>
            (Key: new EdgeKey(row.GetGuid(0), row.GetString(1), row.GetGuid(2)), Edge: new StoredEdge(row.GetGuid(3), row.GetString(4))), cancellationToken);
        return rows.ToDictionary(static row => row.Key, static row => row.Edge);
    }

    /// <summary>Which of these are live; they stay so until the transaction ends.</summary>
    public async Task<HashSet<Guid>> LockEndsAsync(Guid[] ids)
    {
        const string sql = "select r.id from catalog.resources r where r.id = any ($1) and r.deleted_at is null order by r.id for share";
        return [.. await connection.Command(sql, ids.Many(NpgsqlDbType.Uuid)).ReadAsync(static row => row.GetGuid(0), cancellationToken)];
    }

    /// <summary>Inserts what nobody else has inserted meanwhile; the ids that were.</summary>
    public async Task<HashSet<Guid>> InsertAsync(IReadOnlyList<EdgeState> edges)
    {
        if (edges.Count == 0) return [];
        const string sql =
            """
            insert into catalog.relationships (source, type, target, id, properties, revision, created_at, updated_at)
            select u.source, u.type, u.target, u.id, u.properties::json, 1, $6, $6 from unnest($1, $2, $3, $4, $5) u (source, type, target, id, properties)
            on conflict (source, type, target) do nothing returning id
            """;
        var ids = await connection.Command(sql, [.. Keys([.. edges.Select(static edge => edge.Key)]), .. IdsAndProperties(edges), now.Typed(NpgsqlDbType.TimestampTz)])
            .ReadAsync(static row => row.GetGuid(0), cancellationToken);
        return [.. ids];
    }

    public async Task UpdateAsync(IReadOnlyList<EdgeState> edges)
    {
        if (edges.Count == 0) return;
        const string sql =
            """
            update catalog.relationships e set properties = u.properties::json, revision = e.revision + 1, updated_at = $3
            from unnest($1, $2) u (id, properties) where e.id = u.id
            """;
        await connection.Command(sql, [.. IdsAndProperties(edges), now.Typed(NpgsqlDbType.TimestampTz)]).RunAsync(cancellationToken);
    }

    public async Task DeleteAsync(Guid[] ids)
    {
        if (ids.Length == 0) return;
        await connection.Command("delete from catalog.relationships where id = any ($1)", ids.Many(NpgsqlDbType.Uuid)).RunAsync(cancellationToken);
    }

    private static NpgsqlParameter[] Keys(IReadOnlyList<EdgeKey> keys) =>
    [
        keys.Select(static key => key.Source).ToArray().Many(NpgsqlDbType.Uuid),
        keys.Select(static key => key.Type).ToArray().Many(NpgsqlDbType.Text),
        keys.Select(static key => key.Target).ToArray().Many(NpgsqlDbType.Uuid),
    ];

    private static NpgsqlParameter[] IdsAndProperties(IReadOnlyList<EdgeState> edges) =>
    [
        edges.Select(static edge => edge.Id!.Value).ToArray().Many(NpgsqlDbType.Uuid),
        edges.Select(static edge => edge.Properties!).ToArray().Many(NpgsqlDbType.Text),
    ];
}
