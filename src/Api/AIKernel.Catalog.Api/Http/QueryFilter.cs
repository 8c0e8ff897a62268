using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Reads the query string of every route by the declarations in the route's metadata, before the handler runs. A misspelt
/// parameter would otherwise silently answer another question, so unknown ones are refused.
/// </summary>
internal sealed class QueryFilter(KindRegistry kinds, ReferenceReader references) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var declared = http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>() ?? QueryParameters.None;
        var values = QueryValues.Read(http.Request.QueryString.Value, declared, new QueryReading(kinds, references));
        if (values.Faults.Count > 0) return new(new Refusal(ProblemKind.BadQuery) { Errors = values.Faults });
        http.Features.Set(values);
        return next(context);
    }
}
