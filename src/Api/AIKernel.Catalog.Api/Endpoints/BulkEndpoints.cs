using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Importing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Imports: NDJSON in, NDJSON out.</summary>
internal static class BulkEndpoints
{
    private const string NdJson = "application/x-ndjson";

    public static void MapBulk(this RouteGroupBuilder api) =>
        api.MapPost("/bulk", ImportAsync).Named("import", "Import many changes").NeedsWrite().WithTags("Bulk")
            .Takes(Parameters.Mode, Parameters.DryRun)
            // The server counts the framing of chunks as well; the exact limit is the importer's.
            .WithMetadata(new RequestSizeLimitAttribute(BulkLimits.MaxBytes + (BulkLimits.MaxBytes / 8)))
            .WithMetadata(new RequestBody("BulkLine", RequestTypes.NdJson, "One change a line; Content-Encoding can be gzip."))
            .WithMetadata(new RequestHeaders("Content-Encoding"))
            .Answers(200, "Every line was carried out. One result a line, then the summary. Catalog-Position is there when something was kept.", "BulkResult", NdJson, HeaderNamesOfOurs.CatalogPosition)
            .Answers(207, "Some lines failed: their results say why. Catalog-Position is there when something was kept.", "BulkResult", NdJson, HeaderNamesOfOurs.CatalogPosition)
            .Refuses(ProblemKind.InvalidGzip, ProblemKind.BodyTooLarge, ProblemKind.UnsupportedMediaType);

    private static async Task<Results<BulkAnswer, Refusal>> ImportAsync(HttpContext http, BulkImporter importer, CancellationToken cancellationToken)
    {
        if (RequestTypes.Refuse(http.Request, RequestTypes.NdJson, codings: ["gzip"]) is { } refusal) return refusal;
        if (http.Request.ContentLength > BulkLimits.MaxBytes)
            return new Refusal(ProblemKind.BodyTooLarge, $"An import has at most {BulkLimits.MaxBytes} bytes.");
        var values = QueryValues.Of(http);
        var options = new BulkOptions(Atomic: values.Get(Parameters.Mode), DryRun: values.Get(Parameters.DryRun));
        if (RequestTypes.CodingOf(http.Request) != "gzip")
            return new BulkAnswer(await importer.RunAsync(http.Request.Body, options, cancellationToken));
        await using var plain = new GunzipStream(http.Request.Body);
        return new BulkAnswer(await importer.RunAsync(plain, options, cancellationToken));
    }

    /// <summary>The report, sent from where it was spooled and then removed.</summary>
    private sealed class BulkAnswer(BulkReport report) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using (report)
            {
                var response = httpContext.Response;
                response.StatusCode = report.Summary.Failed == 0 ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus;
                response.ContentType = NdJson;
                response.Headers.CacheControl = CacheControlHeaders.NoStore;
                if (report.Position is { } position) response.Headers[HeaderNamesOfOurs.CatalogPosition] = position.ToString();
                await report.WriteToAsync(response.Body, httpContext.RequestAborted);
            }
        }
    }
}
