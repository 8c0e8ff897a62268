using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.EntityFrameworkCore;

namespace AIKernel.Catalog.Persistence.Resources;

/// <summary>
/// Writes of single resources. Each locks its row first, so what it checks still holds when it writes. A name is
/// not locked by looking: when two take the same one, the unique index refuses the second, which then starts again.
/// </summary>
internal static class ResourceWrites
{
    public static async Task<WriteResult<Resource>> CreateAsync(this WriteScope scope, ResourceContent content) =>
        await scope.LockLiveAsync(content.Reference) is { } holder ? Answer(WriteStatus.KeyExists, holder) : await scope.InsertAsync(content);

    public static async Task<WriteResult<Resource>> UpsertAsync(this WriteScope scope, ResourceContent content, WriteCondition condition)
    {
        if (await scope.LockLiveAsync(content.Reference) is { } row)
            return condition.HoldsFor(row.Revision) ? await scope.ChangeAsync(row, content) : Answer(WriteStatus.PreconditionFailed, row);
        return condition.Revisions.Count == 0 ? await scope.InsertAsync(content) : Answer(WriteStatus.PreconditionFailed, null);
    }

    public static async Task<WriteResult<Resource>> UpdateAsync(this WriteScope scope, Guid id, ResourceContent content, WriteCondition condition)
    {
        var row = await scope.LockAsync(id);
        if (row is null) return Answer(WriteStatus.NotFound, null);
        if (row.DeletedAt is not null) return Answer(WriteStatus.Gone, row);
        return condition.HoldsFor(row.Revision) ? await scope.ReplaceAsync(row, content) : Answer(WriteStatus.PreconditionFailed, row);
    }

    public static async Task<WriteResult<Resource>> ReviseAsync(this WriteScope scope, Guid id, Func<Resource, ResourceContent?> revise)
    {
        var row = await scope.LockAsync(id);
        if (row is null) return Answer(WriteStatus.NotFound, null);
        if (row.DeletedAt is not null) return Answer(WriteStatus.Gone, row);
        return revise(row.ToResource()) is { } content ? await scope.ReplaceAsync(row, content) : Answer(WriteStatus.Unchanged, row);
    }

    private static async Task<WriteResult<Resource>> ReplaceAsync(this WriteScope scope, ResourceRow row, ResourceContent content)
    {
        if (row.Kind != content.Kind) return Answer(WriteStatus.KindMismatch, row);
        if (await scope.FindOtherHolderAsync(row, content.Reference) is { } holder) return Answer(WriteStatus.KeyExists, holder);
        return await scope.ChangeAsync(row, content);
    }

    public static async Task<WriteResult<Resource>> DeleteAsync(this WriteScope scope, Guid id, WriteCondition condition)
    {
        var row = await scope.LockAsync(id);
        if (row is null) return Answer(WriteStatus.NotFound, null);
        if (row.DeletedAt is not null) return Answer(WriteStatus.Gone, row);
        if (!condition.HoldsFor(row.Revision)) return Answer(WriteStatus.PreconditionFailed, row);
        row.DeletedAt = scope.Now;
        return await scope.SaveAsync(row, WriteStatus.Deleted);
    }

    public static async Task<WriteResult<Resource>> PurgeAsync(this WriteScope scope, Guid id, WriteCondition condition)
    {
        var row = await scope.LockAsync(id);
        if (row is null) return Answer(WriteStatus.NotFound, null);
        if (!condition.HoldsFor(row.Revision)) return Answer(WriteStatus.PreconditionFailed, row);
        scope.Context.Remove(row); // versions and relationships follow by their foreign keys
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return Answer(WriteStatus.Deleted, null);
    }

    public static async Task<WriteResult<Resource>> RestoreAsync(this WriteScope scope, Guid id, WriteCondition condition)
    {
        var row = await scope.LockAsync(id);
        if (row is null) return Answer(WriteStatus.NotFound, null);
        if (!condition.HoldsFor(row.Revision)) return Answer(WriteStatus.PreconditionFailed, row);
        if (row.DeletedAt is null) return Answer(WriteStatus.Unchanged, row);
        if (await scope.LockLiveAsync(row.ToContent().Reference) is { } holder) return Answer(WriteStatus.KeyExists, holder);
        row.DeletedAt = null;
        return await scope.SaveAsync(row, WriteStatus.Restored);
    }

    private static async Task<WriteResult<Resource>> InsertAsync(this WriteScope scope, ResourceContent content)
    {
        var row = new ResourceRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            Version = 1,
            Revision = 1,
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        }.Say(content, ContentHash.Of(content));
        scope.Context.Add(row);
        scope.Context.Add(row.Snapshot(content, before: null));
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return Answer(WriteStatus.Created, row);
    }

    private static async Task<WriteResult<Resource>> ChangeAsync(this WriteScope scope, ResourceRow row, ResourceContent content)
    {
        var hash = ContentHash.Of(content);
        if (hash == row.ContentHash) return Answer(WriteStatus.Unchanged, row);
        var before = row.ToContent();
        row.Say(content, hash);
        row.Version++;
        row.UpdatedAt = scope.Now;
        scope.Context.Add(row.Snapshot(content, before));
        return await scope.SaveAsync(row, WriteStatus.Updated);
    }

    private static async Task<WriteResult<Resource>> SaveAsync(this WriteScope scope, ResourceRow row, WriteStatus status)
    {
        row.Revision++;
        row.UpdatedAt = scope.Now;
        await scope.Context.SaveChangesAsync(scope.CancellationToken);
        return Answer(status, row);
    }

    private static async Task<ResourceRow?> FindOtherHolderAsync(this WriteScope scope, ResourceRow row, ResourceReference reference) =>
        row.Namespace == reference.Namespace && string.Equals(row.Name, reference.Name, StringComparison.OrdinalIgnoreCase)
            ? null
            : await scope.LockLiveAsync(reference);

    private static Task<ResourceRow?> LockAsync(this WriteScope scope, Guid id) =>
        scope.Context.Resources.FromSqlRaw($"select {ResourceReads.Columns} from catalog.resources r where r.id = {{0}} for update", id)
            .AsTracking().SingleOrDefaultAsync(scope.CancellationToken);

    private static Task<ResourceRow?> LockLiveAsync(this WriteScope scope, ResourceReference reference) =>
        scope.Context.Resources.FromSqlRaw(
                $"select {ResourceReads.Columns} from catalog.resources r where r.key = {{0}} and r.deleted_at is null for update", reference.Key)
            .AsTracking().SingleOrDefaultAsync(scope.CancellationToken);

    private static WriteResult<Resource> Answer(WriteStatus status, ResourceRow? row) => new(status, default, row?.ToResource());
}
