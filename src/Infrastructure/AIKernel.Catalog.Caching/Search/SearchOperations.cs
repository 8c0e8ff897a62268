using AIKernel.Caching;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Search;

/// <summary>The cached reads of <see cref="ISearchRepository"/>.</summary>
internal sealed class SearchOperations(CacheDefaultsConfiguration lifetimes)
{
    public OperationDefinition<ISearchRepository, SearchQuery, SearchPage> Search => new()
    {
        Prefix = "search",
        Name = "search",
        Policy = lifetimes.Policy(lifetimes.SearchResultsTtlSeconds, lease: true),
        Serializer = lifetimes.Serializer<SearchPage>(CatalogCacheJson.Default.SearchPage),
        Key = static (key, query) => key.Add($"{query.CursorScope}|{query.Cursor?.ToText(query.CursorScope)}").Add(query.Limit),
        // Not the kinds filtered on: the kind facet ignores its own selection, so it counts resources of every kind.
        Tags = static (tags, _, page) => tags.ResourcesOf().SensitiveIf(page.Items.SelectMany(static resource => resource.Tags)),
        Load = static (repository, query, cancellationToken) => repository.SearchAsync(query, cancellationToken),
    };

    public OperationDefinition<ISearchRepository, AutocompleteQuery, ValueList<Suggestion>> Autocomplete => new()
    {
        Prefix = "search",
        Name = "autocomplete",
        Policy = lifetimes.Policy(lifetimes.AutocompleteTtlSeconds),
        Serializer = lifetimes.Serializer<ValueList<Suggestion>>(CatalogCacheJson.Default.ValueListSuggestion),
        Key = static (key, query) => key.Add(query.Prefix).Add(query.Kind is null ? "all" : $"kind-{query.Kind}").Add(query.Limit),
        Tags = static (tags, query, _) => tags.ResourcesOf(query.Kind is null ? [] : [query.Kind]),
        Load = static (repository, query, cancellationToken) => repository.AutocompleteAsync(query, cancellationToken),
    };
}
