using System.Text;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Search;

/// <summary>A search over live resources. Lists are alternatives within a field and joined by "and" between fields.</summary>
public sealed record SearchQuery
{
    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 200;
    /// <summary>The longest query text, in characters.</summary>
    public const int MaxTextLength = 500;

    /// <summary>What to look for, in web-search syntax; empty browses by name.</summary>
    public string Text { get; init; } = "";
    /// <summary>Only these kinds; in ordinal order.</summary>
    public ValueList<string> Kinds { get; init; } = [];
    /// <summary>Only these namespaces; in ordinal order.</summary>
    public ValueList<string> Namespaces { get; init; } = [];
    /// <summary>Only what carries all of these tags; in ordinal order.</summary>
    public ValueList<string> Tags { get; init; } = [];
    /// <summary>Only what carries all of these labels.</summary>
    public ValueMap Labels { get; init; } = ValueMap.Empty;
    /// <summary>Where to start, or null for the first page.</summary>
    public Cursor? Cursor { get; init; }
    /// <summary>How many items at most, 1..<see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>What a cursor of this query is bound to.</summary>
    [JsonIgnore]
    public string CursorScope
    {
        get
        {
            var text = new StringBuilder("search|");
            ResourceFilter.Append(text, 'q', Text);
            foreach (var kind in Kinds) ResourceFilter.Append(text, 'k', kind);
            foreach (var ns in Namespaces) ResourceFilter.Append(text, 'n', ns);
            foreach (var tag in Tags) ResourceFilter.Append(text, 't', tag);
            foreach (var (key, value) in Labels) { ResourceFilter.Append(text, 'a', key); ResourceFilter.Append(text, 'v', value); }
            return text.ToString();
        }
    }
}

/// <summary>The most frequent values of each field among the matches; each facet ignores its own selection.</summary>
public sealed record SearchFacets(
    ValueList<ValueCount> Kind,
    ValueList<ValueCount> Namespace,
    ValueList<ValueCount> Tag,
    ValueList<ValueCount> Lifecycle,
    ValueList<ValueCount> Owner)
{
    /// <summary>How many values of a facet are told, the most frequent first, ties in ordinal order.</summary>
    public const int MaxValues = 20;
}

/// <summary>One page of search results.</summary>
/// <param name="Items">The best match first; ties by name, then id.</param>
/// <param name="Total">The exact number of matches on all pages.</param>
/// <param name="Facets">Counts per field.</param>
/// <param name="NextCursor">Where the next page starts, or null.</param>
public sealed record SearchPage(ValueList<ResourceSummary> Items, long Total, SearchFacets Facets, string? NextCursor);

/// <summary>What a user has typed so far.</summary>
/// <param name="Prefix">1..100 characters.</param>
/// <param name="Kind">Only this kind, or null.</param>
/// <param name="Limit">How many suggestions at most, 1..50.</param>
public sealed record AutocompleteQuery(string Prefix, string? Kind, int Limit);

/// <summary>A suggestion.</summary>
public sealed record Suggestion(Guid Id, ResourceReference Ref, string Title, string Kind);

/// <summary>
/// Search over live resources. The index is part of the resource's own row, so that it can neither lag nor be
/// forgotten, and there is nothing to write here.
/// </summary>
public interface ISearchRepository
{
    /// <summary>One page of matches with exact total and facets.</summary>
    ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken);

    /// <summary>Suggestions, the best first: prefix of name or of a title word, then similar names from 3 characters on.</summary>
    ValueTask<ValueList<Suggestion>> AutocompleteAsync(AutocompleteQuery query, CancellationToken cancellationToken);
}
