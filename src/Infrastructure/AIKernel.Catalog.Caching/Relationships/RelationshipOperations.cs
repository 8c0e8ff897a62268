using AIKernel.Caching;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Relationships;

/// <summary>The cached reads of <see cref="IRelationshipRepository"/>.</summary>
internal sealed class RelationshipOperations(CacheDefaultsConfiguration lifetimes)
{
    private readonly EntryPolicy _edges = lifetimes.Policy(lifetimes.RelationshipCacheTtlSeconds, lifetimes.AbsentResourceTtlSeconds);
    private readonly EntryPolicy _graph = lifetimes.Policy(lifetimes.LineageQueryTtlSeconds, lifetimes.AbsentResourceTtlSeconds, lease: true);

    public OperationDefinition<IRelationshipRepository, Guid, Relationship?> Get => new()
    {
        Prefix = "relationship",
        Name = "get",
        Policy = _edges,
        Serializer = lifetimes.Serializer<Relationship?>(CatalogCacheJson.Default.Relationship!),
        Key = static (key, id) => key.Add(id),
        // Both ends: the answer shows their references and exists only while both are live. Of an absent one the ends
        // are not known, and the restore of an end can bring it back.
        Tags = static (tags, id, relationship) =>
        {
            tags.Relationship(id);
            if (relationship is null) tags.AnyEdge();
            else tags.Edges(relationship.Source).Edges(relationship.Target);
        },
        Load = static (repository, id, cancellationToken) => repository.GetAsync(id, cancellationToken),
    };

    public OperationDefinition<IRelationshipRepository, RelationshipQuery, Page<Relationship>?> List => new()
    {
        Prefix = "relationship",
        Name = "list",
        Policy = _edges,
        Serializer = lifetimes.Serializer<Page<Relationship>?>(CatalogCacheJson.Default.PageRelationship!),
        Key = static (key, query) => key.Add(query.ResourceId).Add(query.Limit).Add($"{query.CursorScope}|{query.Cursor?.ToText(query.CursorScope)}"),
        // The other ends too, since their references are shown. The triggers name the neighbours of a renamed resource, but
        // can miss an edge that another transaction is adding: (1) one renames Y and finds no neighbour; (2) another adds
        // X → Y and commits; (3) X's edges are loaded, with Y's old name; (4) the rename commits. Only Y's own tag tells.
        Tags = static (tags, query, page) => tags.Edges(query.ResourceId).Graph([.. page?.Items.SelectMany(static edge => new[] { edge.Source, edge.Target }).Distinct() ?? []]),
        Load = static (repository, query, cancellationToken) => repository.ListAsync(query, cancellationToken),
    };

    public OperationDefinition<IRelationshipRepository, LineageQuery, LineageGraph?> Lineage => new()
    {
        Prefix = "lineage",
        Name = "graph",
        Policy = _graph,
        Serializer = lifetimes.Serializer<LineageGraph?>(CatalogCacheJson.Default.LineageGraph!),
        Key = static (key, query) => key.Add(query.Root).Add(query.Direction.ToString()).Add(query.Depth).Add(query.MaxNodes).Add(string.Join('.', query.Types)),
        // An edge can enter a graph only through a node already in it.
        Tags = static (tags, query, graph) => tags.Edges(query.Root).Graph([.. graph?.Nodes.Select(static node => node.Id) ?? []]),
        Load = static (repository, query, cancellationToken) => repository.GetLineageAsync(query, cancellationToken),
    };

    public OperationDefinition<IRelationshipRepository, ImpactQuery, LineageImpact?> Impact => new()
    {
        Prefix = "lineage",
        Name = "impact",
        Policy = _graph,
        Serializer = lifetimes.Serializer<LineageImpact?>(CatalogCacheJson.Default.LineageImpact!),
        Key = static (key, query) => key.Add(query.Root).Add(query.Direction.ToString()),
        Tags = static (tags, query, impact) =>
        {
            tags.Edges(query.Root);
            if (impact is null) return;
            if (impact.Total > impact.Nodes.Count) tags.AnyEdge();
            else tags.Graph(impact.Nodes);
        },
        Load = static (repository, query, cancellationToken) => repository.GetImpactAsync(query, cancellationToken),
    };

    public OperationDefinition<IRelationshipRepository, DependencyQuery, DependencyGraph> Dependencies => new()
    {
        Prefix = "lineage",
        Name = "dependencies",
        Policy = _graph,
        Serializer = lifetimes.Serializer<DependencyGraph>(CatalogCacheJson.Default.DependencyGraph),
        Key = static (key, query) => key.Add(query.Depth).Add($"|{string.Join(',', query.Roots)}"),
        Tags = static (tags, query, graph) => tags.Graph([.. query.Roots, .. graph.Nodes.Select(static node => node.Id)]),
        Load = static (repository, query, cancellationToken) => repository.GetDependenciesAsync(query, cancellationToken),
    };
}
