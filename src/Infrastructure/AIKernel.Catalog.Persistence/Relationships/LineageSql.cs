using AIKernel.Catalog.Persistence.Tracing;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>The statements of a walk.</summary>
internal static class LineageSql
{
    // The planner knows nothing about the edges of a frontier and would read the whole table. "offset 0" makes it look
    // up the edges of one node after the other, in an index that has all that is asked for. The text of a type is
    // joined with nothing so that the index is searched once per node, not once per node and type.
    private const string Step =
        """
        select n.id from unnest($1) f (id) cross join lateral
            (select e.target from catalog.relationships e where e.source = f.id and (e.type || '') = any ($2) offset 0) n (id)
        union all
        select n.id from unnest($1) f (id) cross join lateral
            (select e.source from catalog.relationships e where e.target = f.id and (e.type || '') = any ($3) offset 0) n (id)
        """;

    /// <summary>
    /// Begins a walk: the live ones of these resources, as nodes at depth 0. Compiling the plans of the statements that
    /// follow in this transaction would take longer than running them.
    /// </summary>
    public static async Task<List<LineageNode>> RootsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        const string sql = "select r.id, r.kind, r.namespace, r.name, r.title from catalog.resources r where r.id = any ($1) and r.deleted_at is null";
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("set local jit = off"));
        batch.BatchCommands.Add(new(SqlTraceContext.Mark(sql, connection)) { Parameters = { ids.Many(NpgsqlDbType.Uuid) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var roots = new List<LineageNode>();
        while (await reader.ReadAsync(cancellationToken)) roots.Add(Node(reader, 0));
        return roots;
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
            select e.source, e.type, e.target from (
                select n.id as source, o.type, o.target from unnest($1) n (id) cross join lateral
                    (select o.type, o.target from catalog.relationships o where o.source = n.id and (o.type || '') = any ($2) offset 0) o
                offset 0) e
            where e.target in (select unnest($1))
            order by e.source, e.type, e.target
            """;
        return connection.Command(sql, ids.Many(NpgsqlDbType.Uuid), types.Any.Many(NpgsqlDbType.Text))
            .ReadAsync(static row => new LineageEdge(row.GetGuid(0), row.GetString(1), row.GetGuid(2)), cancellationToken);
    }

    private static LineageNode Node(NpgsqlDataReader row, int depth) =>
        new(row.GetGuid(0), new ResourceReference(row.GetString(1), row.GetString(2), row.GetString(3)), row.GetString(4), depth);
}
