using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>The statements of a walk.</summary>
internal static class LineageSql
{
    // The text of a type is joined with nothing so that the condition filters what the index yields for a node;
    // otherwise the index would be searched once per node and type.
    private const string Step =
        """
        select e.target from unnest($1) f (id) join catalog.relationships e on e.source = f.id where (e.type || '') = any ($2)
        union all
        select e.source from unnest($1) f (id) join catalog.relationships e on e.target = f.id where (e.type || '') = any ($3)
        """;

    /// <summary>The live ones of these resources, as nodes at depth 0.</summary>
    public static Task<List<LineageNode>> RootsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        const string sql = "select r.id, r.kind, r.namespace, r.name, r.title from catalog.resources r where r.id = any ($1) and r.deleted_at is null";
        return connection.Command(sql, ids.Many(NpgsqlDbType.Uuid)).ReadAsync(static row => Node(row, 0), cancellationToken);
    }

    /// <summary>Live resources one step away from the frontier that are not known yet, the first ones of the level's order.</summary>
    public static Task<List<LineageNode>> NextLevelAsync(
        NpgsqlConnection connection, LineageTypes types, Guid[] frontier, Guid[] known, int depth, int atMost, CancellationToken cancellationToken)
    {
        const string sql =
            $"""
            select r.id, r.kind, r.namespace, r.name, r.title from catalog.resources r
            where r.deleted_at is null and r.id in ({Step}) and r.id not in (select unnest($4))
            order by r.kind, r.namespace, r.name, r.id limit $5
            """;
        return connection.Command(sql, frontier.Many(NpgsqlDbType.Uuid), types.Forward.Many(NpgsqlDbType.Text), types.Backward.Many(NpgsqlDbType.Text),
            known.Many(NpgsqlDbType.Uuid), atMost.Typed(NpgsqlDbType.Integer)).ReadAsync(row => Node(row, depth), cancellationToken);
    }

    /// <summary>Ids and kinds of all live resources one step away from the frontier, known or not, in order of id.</summary>
    public static Task<List<(Guid Id, string Kind)>> NextIdsAsync(
        NpgsqlConnection connection, LineageTypes types, Guid[] frontier, CancellationToken cancellationToken)
    {
        const string sql = $"select r.id, r.kind from catalog.resources r where r.deleted_at is null and r.id in ({Step}) order by r.id";
        return connection.Command(sql, frontier.Many(NpgsqlDbType.Uuid), types.Forward.Many(NpgsqlDbType.Text), types.Backward.Many(NpgsqlDbType.Text))
            .ReadAsync(static row => (row.GetGuid(0), string.Intern(row.GetString(1))), cancellationToken);
    }

    /// <summary>Every edge of the walked types among these resources, ordered by source, type, target.</summary>
    public static Task<List<LineageEdge>> EdgesAsync(NpgsqlConnection connection, LineageTypes types, Guid[] ids, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select e.source, e.type, e.target from unnest($1) n (id) join catalog.relationships e on e.source = n.id
            where (e.type || '') = any ($2) and e.target in (select unnest($1))
            order by e.source, e.type, e.target
            """;
        return connection.Command(sql, ids.Many(NpgsqlDbType.Uuid), types.Any.Many(NpgsqlDbType.Text))
            .ReadAsync(static row => new LineageEdge(row.GetGuid(0), row.GetString(1), row.GetGuid(2)), cancellationToken);
    }

    private static LineageNode Node(NpgsqlDataReader row, int depth) =>
        new(row.GetGuid(0), new ResourceReference(row.GetString(1), row.GetString(2), row.GetString(3)), row.GetString(4), depth);
}
