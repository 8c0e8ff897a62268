using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Reading many resources at once.</summary>
internal static class BatchEndpoints
{
    public const int MaxItems = 500;

    public static async Task<Results<QueryAnswer, Refusal>> GetAsync(
        HttpRequest request, IResourceRepository resources, ReferenceReader references, CancellationToken cancellationToken)
    {
        var body = await JsonRequest.ReadAsync(request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var reader = new QueryBody(body.Body, "ids", "refs");
        var byId = reader.Has("ids");
        if (byId == reader.Has("refs")) reader.Refuse("", FaultCodes.Required, "Give exactly one of ids and refs.");
        if (reader.CountOf(byId ? "ids" : "refs") > MaxItems)
            return new Refusal(ProblemKind.TooManyItems, $"At most {MaxItems} at once.");

        var ids = byId ? reader.Ids("ids") : [];
        var named = byId ? [] : reader.References("refs", references);
        if (reader.Refusal is not null) return reader.Refusal;
        var found = byId ? await resources.GetManyAsync(ids, cancellationToken) : await resources.GetManyByReferenceAsync(named, cancellationToken);
        var items = new ItemList([.. found.Select(static resource => resource is { DeletedAt: null } ? resource : null)]);
        return QueryAnswer.Of(items, ContractJson.Instance.ItemList);
    }
}
