using System.Net;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.RateLimits;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>Describes an operation by what its route says of itself: parameters, headers, body, answers, problems.</summary>
internal sealed class OperationDescription(KindRegistry kinds) : IOpenApiOperationTransformer
{
    private const string Problem = "application/problem+json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document!;
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>()) DescribePath(parameter);
        foreach (var parameter in metadata.OfType<QueryParameters>().SelectMany(static declared => declared.All)) operation.Parameters.Add(Describe(parameter));
        foreach (var name in metadata.OfType<RequestHeaders>().SelectMany(static headers => headers.Names).Distinct(StringComparer.Ordinal))
            operation.Parameters.Add(HeaderDescriptions.OfRequest(name, metadata));
        if (metadata.OfType<RequestBody>().SingleOrDefault() is { } body) operation.RequestBody = Describe(body, document);
        operation.Responses = [];
        foreach (var answer in metadata.OfType<Answer>()) operation.Responses[$"{answer.Status}"] = Describe(answer, document);
        foreach (var status in metadata.OfType<Refusals>().SelectMany(static refusals => refusals.Kinds).Distinct().GroupBy(static kind => kind.Status).OrderBy(static group => group.Key))
            operation.Responses[$"{status.Key}"] = Describe([.. status], document);
        operation.Security = SecurityDescription.Of(metadata, document);
        return Task.CompletedTask;
    }

    private static void DescribePath(OpenApiParameter parameter) => (parameter.Description, parameter.Schema) = parameter.Name switch
    {
        "n" => ("The version's number.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" }),
        "key" => ("The key; a slash in it may stand as it is.", new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 256 }),
        _ => ("A UUID; an id of any other form is not found.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }),
    };

    private OpenApiParameter Describe(QueryParameter parameter) => new()
    {
        Name = parameter.IsPrefix ? parameter.Name + "K" : parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Description,
        Required = parameter.IsRequired,
        Schema = parameter.Describe(kinds),
    };

    private static OpenApiRequestBody Describe(RequestBody body, OpenApiDocument document) => new()
    {
        Description = body.Description,
        Required = true,
        Content = body.Types.ToDictionary(static type => type, _ => Typed(body.Schema, document)),
    };

    private static OpenApiResponse Describe(Answer answer, OpenApiDocument document) => new()
    {
        Description = answer.Description,
        Content = answer.Schema is null ? null : new Dictionary<string, OpenApiMediaType> { [answer.MediaType] = Typed(answer.Schema, document) },
        Headers = answer.Headers.ToDictionary(static name => name, static name => (IOpenApiHeader)HeaderDescriptions.OfAnswer(name)),
    };

    private static OpenApiResponse Describe(IReadOnlyList<ProblemKind> kinds, OpenApiDocument document) => new()
    {
        Description = string.Join("; ", kinds.Select(static kind => $"`{kind.Code}`: {kind.Title}")) + ".",
        Content = new Dictionary<string, OpenApiMediaType> { [Problem] = Typed("Problem", document) },
        Headers = HeadersOf(kinds[0].Status).ToDictionary(static name => name, static name => (IOpenApiHeader)HeaderDescriptions.OfAnswer(name)) is { Count: > 0 } headers ? headers : null,
    };

    private static string[] HeadersOf(int status) => (HttpStatusCode)status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => [HeaderNames.WWWAuthenticate],
        HttpStatusCode.ServiceUnavailable => [HeaderNames.RetryAfter],
        HttpStatusCode.TooManyRequests => [HeaderNames.RetryAfter, RateLimitHeaders.Policy, RateLimitHeaders.State],
        _ => [],
    };

    private static OpenApiMediaType Typed(string schema, OpenApiDocument document) => new() { Schema = new OpenApiSchemaReference(schema, document) };
}
