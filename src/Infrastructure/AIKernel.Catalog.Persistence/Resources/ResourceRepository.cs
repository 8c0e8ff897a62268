using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;

namespace AIKernel.Catalog.Persistence.Resources;

/// <summary>Resources on PostgreSQL. Reads in ResourceReads and ResourceList, writes in ResourceWrites.</summary>
internal sealed class ResourceRepository(IDbContextFactory<CatalogDbContext> contexts, WriteTransactions writes) : IResourceRepository
{
    public async ValueTask<Resource?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FindAsync(id, cancellationToken);
    }

    public async ValueTask<Resource?> GetByReferenceAsync(ResourceReference reference, CancellationToken cancellationToken)
    {
        if (!SqlText.IsReference(reference)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FindAsync(reference, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Resource?>> GetManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FindManyAsync(ids, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Resource?>> GetManyByReferenceAsync(IReadOnlyList<ResourceReference> references, CancellationToken cancellationToken)
    {
        if (references.Count == 0) return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FindManyAsync(references, cancellationToken);
    }

    public async ValueTask<Page<ResourceSummary>> ListAsync(ResourceQuery query, CancellationToken cancellationToken)
    {
        if (!query.CanMatch()) return new([], null);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ListAsync(query, cancellationToken);
    }

    public async ValueTask<ResourceCounts> CountAsync(ResourceFilter filter, CancellationToken cancellationToken)
    {
        if (!filter.CanMatch()) return new(0, []);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.CountAsync(filter, cancellationToken);
    }

    public async ValueTask<Page<ResourceVersion>?> ListVersionsAsync(VersionQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ListVersionsAsync(query, cancellationToken);
    }

    public async ValueTask<ResourceVersion?> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Versions.AsNoTracking()
            .SingleOrDefaultAsync(v => v.ResourceId == id && v.Number == number, cancellationToken);
        return row?.ToVersion();
    }

    public async ValueTask<WriteResult<Resource>> CreateAsync(ResourceContent content, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.CreateAsync(content), cancellationToken);

    public async ValueTask<WriteResult<Resource>> UpsertAsync(ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.TryAsync((context, now) => context.TryChangeAsync(content, condition, now, cancellationToken), cancellationToken)
            ?? await writes.RunAsync(scope => scope.UpsertAsync(content, condition), cancellationToken);

    public async ValueTask<WriteResult<Resource>> UpdateAsync(Guid id, ResourceContent content, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.TryAsync((context, now) => context.TryChangeAsync(id, content, condition, now, cancellationToken), cancellationToken)
            ?? await writes.RunAsync(scope => scope.UpdateAsync(id, content, condition), cancellationToken);

    public async ValueTask<WriteResult<Resource>> ReviseAsync(Guid id, Func<Resource, ResourceContent?> revise, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.ReviseAsync(id, revise), cancellationToken);

    public async ValueTask<WriteResult<Resource>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.DeleteAsync(id, condition), cancellationToken);

    public async ValueTask<WriteResult<Resource>> PurgeAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.PurgeAsync(id, condition), cancellationToken);

    public async ValueTask<WriteResult<Resource>> RestoreAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.RestoreAsync(id, condition), cancellationToken);
}
