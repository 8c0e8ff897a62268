using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>Relationships on PostgreSQL. A walk reads all its levels under one snapshot.</summary>
internal sealed class RelationshipRepository(
    IDbContextFactory<CatalogDbContext> contexts, CatalogDataSource source, WriteTransactions writes) : IRelationshipRepository
{
    public async ValueTask<Relationship?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Relationships.Where(e => e.Id == id).Visible().SingleOrDefaultAsync(cancellationToken);
    }

    public async ValueTask<Page<Relationship>?> ListAsync(RelationshipQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ListAsync(query, cancellationToken);
    }

    public async ValueTask<LineageGraph?> GetLineageAsync(LineageQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        var graph = await Lineage.ReadAsync(connection, query, cancellationToken);
        await snapshot.CommitAsync(cancellationToken);
        return graph;
    }

    public async ValueTask<LineageImpact?> GetImpactAsync(ImpactQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        var impact = await Impact.ReadAsync(connection, query, cancellationToken);
        await snapshot.CommitAsync(cancellationToken);
        return impact;
    }

    public async ValueTask<DependencyGraph> GetDependenciesAsync(DependencyQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        var graph = await Dependencies.ReadAsync(connection, query, cancellationToken);
        await snapshot.CommitAsync(cancellationToken);
        return graph;
    }

    public async ValueTask<WriteResult<Relationship>> CreateAsync(RelationshipDraft draft, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.CreateAsync(draft), cancellationToken);

    public async ValueTask<WriteResult<Relationship>> UpdateAsync(Guid id, CanonicalJson properties, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.UpdateAsync(id, properties, condition), cancellationToken);

    public async ValueTask<WriteResult<Relationship>> ReviseAsync(Guid id, Func<Relationship, CanonicalJson?> revise, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.ReviseAsync(id, revise), cancellationToken);

    public async ValueTask<WriteResult<Relationship>> DeleteAsync(Guid id, WriteCondition condition, CancellationToken cancellationToken) =>
        await writes.RunAsync(scope => scope.DeleteAsync(id, condition), cancellationToken);
}
