using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Http;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>Words for the route table: what a route takes, answers and refuses. The contract is generated from them.</summary>
internal static class RouteExtensions
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string id, string summary) => route.WithName(id).WithSummary(summary);

    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params QueryParameter[] parameters) =>
        route.WithMetadata(new QueryParameters(parameters));

    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder route, string schema, string[] types, string description) =>
        route.WithMetadata(new RequestBody(schema, types, description))
            .Refuses(ProblemKind.InvalidJson, ProblemKind.InvalidUtf8, ProblemKind.BodyTooLarge, ProblemKind.UnsupportedMediaType);

    /// <summary>A conditional read of the catalog.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, string schema, params string[] headers) =>
        route.ReadsConditionally(schema, headers).Refuses(ProblemKind.NotCached);

    /// <summary>A conditional read of anything.</summary>
    public static RouteHandlerBuilder ReadsConditionally(this RouteHandlerBuilder route, string schema, params string[] headers) => route
        .WithMetadata(
            new Answer(200, "The current state.", schema, Json, [HeaderNames.ETag, HeaderNames.CacheControl, .. headers]),
            new Answer(304, "The reader has the current state already.", null, Json, HeaderNames.ETag, HeaderNames.CacheControl),
            new RequestHeaders(headers.Contains(HeaderNames.LastModified)
                ? [HeaderNames.IfNoneMatch, HeaderNames.IfMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince]
                : [HeaderNames.IfNoneMatch, HeaderNames.IfMatch]))
        .Refuses(ProblemKind.BadHeader, ProblemKind.PreconditionFailed)
        .NeedsRead();

    public static RouteHandlerBuilder ReadsPage(this RouteHandlerBuilder route, string schema) =>
        route.Reads(schema, HeaderNames.Vary, HeaderNames.Link).Refuses(ProblemKind.BadCursor);

    /// <summary>A write's success with a body.</summary>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder route, int status, string description, string schema) =>
        route.WithMetadata(new Answer(status, description, schema, Json, status == 201
            ? [HeaderNames.ETag, HeaderNamesOfOurs.CatalogPosition, HeaderNames.Location]
            : [HeaderNames.ETag, HeaderNamesOfOurs.CatalogPosition])).NeedsWrite();

    /// <summary>A write's success without a body.</summary>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder route, string description) =>
        route.WithMetadata(new Answer(204, description, null, Json, HeaderNamesOfOurs.CatalogPosition)).NeedsWrite();

    /// <summary>A write that must name what it changes.</summary>
    public static RouteHandlerBuilder DemandsRevision(this RouteHandlerBuilder route) => route
        .WithMetadata(new RequestHeaders(HeaderNames.IfMatch, HeaderNames.IfNoneMatch))
        .Refuses(ProblemKind.BadHeader, ProblemKind.PreconditionFailed, ProblemKind.PreconditionRequired);

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, int status, string description, string? schema, string mediaType = Json, params string[] headers) =>
        route.WithMetadata(new Answer(status, description, schema, mediaType, headers));

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ProblemKind[] kinds) => route.WithMetadata(new Refusals(kinds));

    public static RouteHandlerBuilder ReadsStrongly(this RouteHandlerBuilder route) => route.WithMetadata(Http.ReadsStrongly.Instance);
}
