using AIKernel.Catalog.Api.Access;
using System.IO.Compression;
using System.IO.Pipelines;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Importing;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>The whole catalog as NDJSON that imports back unchanged.</summary>
internal static class ExportEndpoints
{
    private const string NdJson = "application/x-ndjson";
    private const int FlushAt = 64 << 10;

    public static void MapExport(this RouteGroupBuilder api) =>
        api.MapGet("/export", ExportAsync).Named("export", "Export the catalog").NeedsRead().WithTags("Bulk")
            .Answers(200, "Every live resource, then every relationship between them, as of one moment. A transfer that breaks off is not whole.", "BulkLine", NdJson, HeaderNames.CacheControl, HeaderNames.Vary)
            .WithMetadata(NeverCached.Instance).Refuses(ProblemKind.NotCached);

    private static async Task ExportAsync(HttpContext http, IBulkStore store, CancellationToken cancellationToken)
    {
        await using var items = store.ExportAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The first item before the first header: a database that cannot be reached is still a clean 503.
        var any = await items.MoveNextAsync();
        var gzip = ContentCoding.AcceptsGzip(http.Request);
        http.Response.ContentType = NdJson;
        http.Response.Headers.CacheControl = CacheControlHeaders.NoStore;
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (gzip) http.Response.Headers.ContentEncoding = "gzip";
        if (http.WantsHeadersOnly()) return;
        // From here on a fault can only cut the connection; bytes that wait in a buffer would follow a problem document.
        await http.Response.StartAsync(cancellationToken);

        var coded = gzip ? new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : null;
        var output = coded is null ? http.Response.BodyWriter : PipeWriter.Create(coded, new(leaveOpen: true));
        while (any)
        {
            BulkLines.Write(output, items.Current);
            if (output.UnflushedBytes > FlushAt) await output.FlushAsync(cancellationToken);
            any = await items.MoveNextAsync();
        }
        await output.FlushAsync(cancellationToken);
        // Only a whole export gets its end mark: on a fault the connection is cut before.
        if (coded is not null) await coded.DisposeAsync();
    }
}
