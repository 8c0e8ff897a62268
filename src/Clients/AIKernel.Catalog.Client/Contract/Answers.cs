namespace AIKernel.Catalog.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextCursor">What the same query asks for the next page with; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Resources in the order they were asked for; null where there is none.</summary>
/// <param name="Items">As many as were asked for.</param>
public sealed record ResourceItems(IReadOnlyList<Resource?> Items);

/// <summary>How many live resources there are.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByKind">Of each kind.</param>
public sealed record Counts(long Total, IReadOnlyDictionary<string, long> ByKind);

/// <summary>One page of a search.</summary>
/// <param name="Items">The best match first.</param>
/// <param name="Total">The exact number of matches on all pages.</param>
/// <param name="Facets">Counts by field.</param>
/// <param name="NextCursor">What the same query asks for the next page with; null on the last one.</param>
public sealed record SearchPage(IReadOnlyList<ResourceSummary> Items, long Total, SearchFacets Facets, string? NextCursor);

/// <summary>The most frequent values of each field among the matches; each facet ignores its own selection.</summary>
/// <param name="Kind">Of the kind.</param>
/// <param name="Namespace">Of the namespace.</param>
/// <param name="Tag">Of the tags.</param>
/// <param name="Lifecycle">Of the lifecycle.</param>
/// <param name="Owner">Of the owner.</param>
public sealed record SearchFacets(
    IReadOnlyList<ValueCount> Kind, IReadOnlyList<ValueCount> Namespace, IReadOnlyList<ValueCount> Tag, IReadOnlyList<ValueCount> Lifecycle, IReadOnlyList<ValueCount> Owner);

/// <summary>A value and how often it occurs.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How often.</param>
public sealed record ValueCount(string Value, long Count);

/// <summary>How what is being typed could go on.</summary>
/// <param name="Suggestions">The best first.</param>
public sealed record SuggestionList(IReadOnlyList<Suggestion> Suggestions);

/// <summary>A resource that is suggested.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ref">Its reference.</param>
/// <param name="Title">Its title.</param>
/// <param name="Kind">Its kind.</param>
public sealed record Suggestion(Guid Id, string Ref, string Title, string Kind);

/// <summary>A problem document (RFC 9457); all of it optional, since what stands between may answer as it likes.</summary>
internal sealed record Problem(
    string? Type = null, string? Title = null, int? Status = null, string? Detail = null, string? Instance = null, string? Code = null, IReadOnlyList<CatalogFault>? Errors = null,
    Guid? Id = null, string? Ref = null, string? Etag = null, IReadOnlyList<string>? Path = null);

/// <summary>The body of a batch-get: exactly one of the two.</summary>
internal sealed record BatchGet(IReadOnlyCollection<Guid>? Ids = null, IReadOnlyCollection<string>? Refs = null);

/// <summary>The body of a question for dependencies.</summary>
internal sealed record DependencyQuestion(IReadOnlyCollection<Guid> Ids, int? Depth = null);
