using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Search and completion.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/search").WithTags("Search");
        group.MapGet("", SearchAsync).Named("search", "Search resources")
            .Takes(Parameters.SearchText, Parameters.Kinds, Parameters.Namespaces, Parameters.Tags, Parameters.Labels, Parameters.Cursor, Parameters.SearchLimit)
            .ReadsPage("SearchPage");
        group.MapGet("/autocomplete", CompleteAsync).Named("autocomplete", "Complete what is being typed")
            .Takes(Parameters.Prefix, Parameters.Kind, Parameters.SuggestionLimit).Reads("Suggestions", "Vary");
    }

    private static async Task<Results<ReadAnswer, Refusal>> SearchAsync(HttpContext http, ISearchRepository search, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new SearchQuery
        {
            Text = values.Get(Parameters.SearchText) ?? "",
            Kinds = values.Get(Parameters.Kinds),
            Namespaces = values.Get(Parameters.Namespaces),
            Tags = values.Get(Parameters.Tags),
            Labels = values.Get(Parameters.Labels),
            Limit = values.Get(Parameters.SearchLimit),
        };
        if (!Paging.TryReadCursor(values, query.CursorScope, out var cursor)) return Paging.BadCursor();
        var page = await search.SearchAsync(query with { Cursor = cursor }, cancellationToken);
        return ReadAnswer.Of(page, static page => Representation.OfJson(page, ContractJson.Instance.SearchPage), nextCursor: page.NextCursor);
    }

    private static async Task<ReadAnswer> CompleteAsync(HttpContext http, ISearchRepository search, CancellationToken cancellationToken)
    {
        var values = QueryValues.Of(http);
        var query = new AutocompleteQuery(values.Get(Parameters.Prefix)!, values.Get(Parameters.Kind), values.Get(Parameters.SuggestionLimit));
        return ReadAnswer.Of(await search.AutocompleteAsync(query, cancellationToken), static found => Representation.OfJson(new SuggestionList(found), ContractJson.Instance.SuggestionList));
    }
}
