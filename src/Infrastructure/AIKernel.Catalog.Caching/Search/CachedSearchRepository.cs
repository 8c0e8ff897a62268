using AIKernel.Caching;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching.Search;

/// <summary><see cref="ISearchRepository"/> behind the cache.</summary>
internal sealed class CachedSearchRepository(ISearchRepository inner, ICache cache, SearchOperations operations) : ISearchRepository
{
    private readonly CachedOperation<SearchQuery, SearchPage> _search = cache.Bind(operations.Search, inner);
    private readonly CachedOperation<AutocompleteQuery, ValueList<Suggestion>> _autocomplete = cache.Bind(operations.Autocomplete, inner);

    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken) => _search.GetAsync(query, cancellationToken);

    public ValueTask<ValueList<Suggestion>> AutocompleteAsync(AutocompleteQuery query, CancellationToken cancellationToken) =>
        _autocomplete.GetAsync(query, cancellationToken);
}
