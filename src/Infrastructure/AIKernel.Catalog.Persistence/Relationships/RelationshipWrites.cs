using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>Writes of single edges. Ends are locked against deletion before they are trusted to be live.</summary>
internal static class RelationshipWrites
{
    public static async Task<WriteResult<Relationship>> CreateAsync(this WriteScope scope, RelationshipDraft draft)
    {
        var acyclic = RelationshipTypes.Find(draft.Type)?.Acyclic ?? false;
        // Two edges that close a cycle only together: without the lock each writer looks, sees no cycle, and writes.
        if (acyclic) await AcyclicGraph.LockAsync(scope.Connection, [draft.Type], scope.CancellationToken);
        var ends = await LockEndsAsync(scope, draft);
        if (!ends.TryGetValue(draft.Source, out var source)) return Answer(WriteStatus.SourceNotFound, null);
        if (!ends.TryGetValue(draft.Target, out var target)) return Answer(WriteStatus.TargetNotFound, null);
        if (draft.Source == draft.Target) return Answer(WriteStatus.Cycle, null) with { Path = [source.ToString()] };
        if (await FindAsync(scope, draft) is { } existing) return Answer(WriteStatus.DuplicateEdge, existing);
        if (acyclic && await FindPathAsync(scope, draft) is { } path) return Answer(WriteStatus.Cycle, null) with { Path = path };
        return Answer(WriteStatus.Created, await InsertAsync(scope, draft, source, target));
    }

    public static async Task<WriteResult<Relationship>> UpdateAsync(this WriteScope scope, Guid id, CanonicalJson properties, WriteCondition condition)
    {
        var (row, shown) = await LockAsync(scope, id);
        if (row is null || shown is null) return Answer(WriteStatus.NotFound, null);
        return condition.HoldsFor(row.Revision) ? await ReplaceAsync(scope, row, shown, properties) : Answer(WriteStatus.PreconditionFailed, shown);
    }

    public static async Task<WriteResult<Relationship>> ReviseAsync(this WriteScope scope, Guid id, Func<Relationship, CanonicalJson?> revise)
    {
        var (row, shown) = await LockAsync(scope, id);
        if (row is null || shown is null) return Answer(WriteStatus.NotFound, null);
        return revise(shown) is { } properties ? await ReplaceAsync(scope, row, shown, properties) : Answer(WriteStatus.Unchanged, shown);
    }

    private static async Task<WriteResult<Relationship>> ReplaceAsync(WriteScope scope, RelationshipRow row, Relationship shown, CanonicalJson properties)
    {
        if (row.Properties == properties.Text) return Answer(WriteStatus.Unchanged, shown);
        row.Properties = properties.Text;
        row.Revision++;
        row.UpdatedAt = scope.Now;
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return Answer(WriteStatus.Updated, shown with { Properties = properties, Revision = row.Revision, UpdatedAt = row.UpdatedAt });
    }

    public static async Task<WriteResult<Relationship>> DeleteAsync(this WriteScope scope, Guid id, WriteCondition condition)
    {
        var (row, shown) = await LockAsync(scope, id);
        if (row is null || shown is null) return Answer(WriteStatus.NotFound, null);
        if (!condition.HoldsFor(row.Revision)) return Answer(WriteStatus.PreconditionFailed, shown);
        scope.Context.Remove(row);
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return Answer(WriteStatus.Deleted, null);
    }

    /// <summary>The live ends, locked so that neither can be deleted before this transaction ends.</summary>
    private static async Task<Dictionary<Guid, ResourceReference>> LockEndsAsync(WriteScope scope, RelationshipDraft draft)
    {
        const string sql =
            """
            select r.id, r.kind, r.namespace, r.name from catalog.resources r
            where r.id = any ($1) and r.deleted_at is null order by r.id for share
            """;
        var ends = await scope.Connection.Command(sql, new[] { draft.Source, draft.Target }.Many(NpgsqlDbType.Uuid))
            .ReadAsync(static row => (Id: row.GetGuid(0), Reference: new ResourceReference(row.GetString(1), row.GetString(2), row.GetString(3))), scope.CancellationToken);
        return ends.ToDictionary(static end => end.Id, static end => end.Reference);
    }

    private static Task<Relationship?> FindAsync(WriteScope scope, RelationshipDraft draft) => scope.Context.Relationships
        .Where(e => e.Source == draft.Source && e.Type == draft.Type && e.Target == draft.Target)
        .Visible().SingleOrDefaultAsync(scope.CancellationToken);

    private static async Task<ValueList<string>?> FindPathAsync(WriteScope scope, RelationshipDraft draft)
    {
        var graph = await AcyclicGraph.LoadAsync(scope.Connection, draft.Type, [draft.Target], scope.CancellationToken);
        var path = graph.FindPath(draft.Target, draft.Source);
        return path is null ? null : await AcyclicGraph.NameAsync(scope.Connection, path, scope.CancellationToken);
    }

    private static async Task<Relationship> InsertAsync(WriteScope scope, RelationshipDraft draft, ResourceReference source, ResourceReference target)
    {
        var row = new RelationshipRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            Source = draft.Source,
            Type = draft.Type,
            Target = draft.Target,
            Properties = draft.Properties.Text,
            Revision = 1,
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        scope.Context.Add(row);
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return new()
        {
            Id = row.Id,
            Source = row.Source,
            SourceRef = source,
            Type = row.Type,
            Target = row.Target,
            TargetRef = target,
            Properties = draft.Properties,
            Revision = row.Revision,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }

    private static async Task<(RelationshipRow? Row, Relationship? Shown)> LockAsync(WriteScope scope, Guid id)
    {
        var row = await scope.Context.Relationships.FromSqlRaw("select * from catalog.relationships where id = {0} for update", id)
            .AsTracking().SingleOrDefaultAsync(scope.CancellationToken);
        if (row is null) return (null, null);
        return (row, await scope.Context.Relationships.Where(e => e.Id == id).Visible().SingleOrDefaultAsync(scope.CancellationToken));
    }

    private static WriteResult<Relationship> Answer(WriteStatus status, Relationship? value) => new(status, default, value);
}
