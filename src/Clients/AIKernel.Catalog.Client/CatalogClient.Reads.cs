using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Client;

// Every read may throw CatalogException (the catalog refused), what HttpClient throws (nobody answered, or not in time), and
// OperationCanceledException for the caller's own token, which ends his wait and nobody else's.
public sealed partial class CatalogClient
{
    /// <summary>The resource of this id; null where there is none, or it is deleted.</summary>
    public ValueTask<Resource?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        FindAsync(Resource(new($"resources/{id}")) with { Subject = id }, cancellationToken);

    /// <summary>The resource of this reference, <c>{kind}:{namespace}/{name}</c>; null where there is none, or it is deleted.</summary>
    /// <exception cref="ArgumentException">The reference names a version: <see cref="GetVersionAsync"/> reads those.</exception>
    public ValueTask<Resource?> GetAsync(string reference, CancellationToken cancellationToken = default) =>
        reference.Contains(";v=", StringComparison.Ordinal)
            ? throw new ArgumentException($"'{reference}' names a version; read it with {nameof(GetVersionAsync)}.", nameof(reference))
            : FindAsync(Resource(new Address("resources/by-ref").Add("ref", reference)) with { SubjectOf = static found => found.Id }, cancellationToken);

    /// <summary>The resources of these ids, at most 500, in order; null where there is none.</summary>
    public ValueTask<ResourceItems> GetManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default) =>
        ReadAsync(Batch(new(Ids: ids)), cancellationToken);

    /// <summary>The resources of these references, at most 500, in order; null where there is none.</summary>
    public ValueTask<ResourceItems> GetManyAsync(IReadOnlyCollection<string> references, CancellationToken cancellationToken = default) =>
        ReadAsync(Batch(new(Refs: references)), cancellationToken);

    /// <summary>One page of live resources.</summary>
    public ValueTask<Page<ResourceSummary>> ListAsync(ResourceQuery query, CancellationToken cancellationToken = default) =>
        ReadAsync(About(query.AddTo(new("resources")), ClientJson.Default.PageResourceSummary), cancellationToken);

    /// <summary>How many live resources there are, by kind.</summary>
    public ValueTask<Counts> CountAsync(ResourceFilter filter, CancellationToken cancellationToken = default) =>
        ReadAsync(About(filter.AddFilter(new("resources/counts")), ClientJson.Default.Counts), cancellationToken);

    /// <summary>One page of a resource's versions, the newest first; null where there is no such resource. Deleted ones have theirs.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="cursor">NextCursor of the page before; null for the first page.</param>
    /// <param name="limit">How many at most; the catalog's own number where null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Page<ResourceVersion>?> ListVersionsAsync(Guid id, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        FindAsync(About(new Address($"resources/{id}/versions").Add("cursor", cursor).Add("limit", limit), ClientJson.Default.PageResourceVersion) with { Subject = id }, cancellationToken);

    /// <summary>One version of a resource; null where there is none.</summary>
    public ValueTask<ResourceVersion?> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken = default) =>
        FindAsync(About(new($"resources/{id}/versions/{number}"), ClientJson.Default.ResourceVersion) with { Subject = id }, cancellationToken);

    /// <summary>One page of a resource's edges; null where there is no such resource.</summary>
    public ValueTask<Page<Relationship>?> ListRelationshipsAsync(Guid id, RelationshipQuery query, CancellationToken cancellationToken = default) =>
        FindAsync(About(query.AddTo(new($"resources/{id}/relationships")), ClientJson.Default.PageRelationship), cancellationToken);

    /// <summary>The relationship of this id; null where there is none.</summary>
    // Any write can change it: it shows the references of its ends.
    public ValueTask<Relationship?> GetRelationshipAsync(Guid id, CancellationToken cancellationToken = default) =>
        FindAsync(About(new($"relationships/{id}"), ClientJson.Default.Relationship) with { WithETag = static (edge, tag) => edge with { ETag = tag } }, cancellationToken);

    /// <summary>What a walk from a resource reaches; null where there is no such resource.</summary>
    public ValueTask<Lineage?> GetLineageAsync(Guid id, LineageQuery query, CancellationToken cancellationToken = default) =>
        FindAsync(About(query.AddTo(new($"resources/{id}/lineage")), ClientJson.Default.Lineage), cancellationToken);

    /// <summary>The same from the resource of a reference.</summary>
    public ValueTask<Lineage?> GetLineageAsync(string reference, LineageQuery query, CancellationToken cancellationToken = default) =>
        FindAsync(About(query.AddTo(new Address("lineage").Add("ref", reference)), ClientJson.Default.Lineage), cancellationToken);

    /// <summary>How many resources a change of this one would touch, or with another direction what it is made of; null where there is none.</summary>
    public ValueTask<Impact?> GetImpactAsync(Guid id, LineageDirection direction = LineageDirection.Downstream, CancellationToken cancellationToken = default) =>
        FindAsync(About(new Address($"resources/{id}/impact").Add("direction", Address.Word(direction)), ClientJson.Default.Impact), cancellationToken);

    /// <summary>The same from the resource of a reference.</summary>
    public ValueTask<Impact?> GetImpactAsync(string reference, LineageDirection direction = LineageDirection.Downstream, CancellationToken cancellationToken = default) =>
        FindAsync(About(new Address("impact").Add("ref", reference).Add("direction", Address.Word(direction)), ClientJson.Default.Impact), cancellationToken);

    /// <summary>The upstream graph of several resources, 1 to 100, together; unknown ones are left out.</summary>
    /// <param name="ids">Where to start.</param>
    /// <param name="depth">How many steps at most; the catalog's own number where null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Dependencies> GetDependenciesAsync(IReadOnlyCollection<Guid> ids, int? depth = null, CancellationToken cancellationToken = default) =>
        ReadAsync(About(new("graph/dependencies"), ClientJson.Default.Dependencies) with { Body = JsonSerializer.Serialize(new(ids, depth), ClientJson.Default.DependencyQuestion) }, cancellationToken);

    /// <summary>One page of a search, with exact total and facets.</summary>
    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) =>
        ReadAsync(About(query.AddTo(new("search")), ClientJson.Default.SearchPage), cancellationToken);

    /// <summary>How what was typed so far could go on.</summary>
    /// <param name="prefix">1 to 100 characters.</param>
    /// <param name="kind">Only this kind; null for all.</param>
    /// <param name="limit">How many at most; the catalog's own number where null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<SuggestionList> AutocompleteAsync(string prefix, string? kind = null, int? limit = null, CancellationToken cancellationToken = default) =>
        ReadAsync(About(new Address("search/autocomplete").Add("prefix", prefix).Add("kind", kind).Add("limit", limit), ClientJson.Default.SuggestionList), cancellationToken);

    private static Question<T> About<T>(Address address, JsonTypeInfo<T> type)
        where T : class => new(address, type);

    private static Question<Resource> Resource(Address address) =>
        About(address, ClientJson.Default.Resource) with { WithETag = static (resource, tag) => resource with { ETag = tag } };

    private static Question<ResourceItems> Batch(BatchGet asked) =>
        About(new("resources/batch-get"), ClientJson.Default.ResourceItems) with { Body = JsonSerializer.Serialize(asked, ClientJson.Default.BatchGet) };

    private ValueTask<T?> FindAsync<T>(Question<T> question, CancellationToken cancellationToken)
        where T : class => _cache.ReadAsync(question with { MayBeAbsent = true }, cancellationToken);

    /// <summary>A read whose answer is never null, since it may not be absent.</summary>
    private ValueTask<T> ReadAsync<T>(Question<T> question, CancellationToken cancellationToken)
        where T : class => _cache.ReadAsync(question, cancellationToken)!;
}
