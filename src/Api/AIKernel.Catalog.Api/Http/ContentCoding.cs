using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Compression of whole answers. It is done here, not by the framework's middleware, because a strong entity tag must
/// tell the coded form from the plain one, Vary must be on the plain form and on 304 as well, and small bodies gain nothing.
/// </summary>
internal static class ContentCoding
{
    private const int WorthIt = 1024;

    /// <summary>The coding for a body of this length: <c>br</c>, <c>gzip</c>, or null for none.</summary>
    public static string? Choose(HttpRequest request, long length) => length < WorthIt ? null : Best(request, static coding => coding is "br" or "gzip");

    /// <summary>Whether a stream of unknown length may be sent gzipped.</summary>
    public static bool AcceptsGzip(HttpRequest request) => Best(request, static coding => coding is "gzip") is not null;

    public static byte[] Encode(byte[] body, string coding)
    {
        using var output = new MemoryStream(body.Length / 4);
        using (Stream encoder = coding == "br" ? new BrotliStream(output, CompressionLevel.Fastest) : new GZipStream(output, CompressionLevel.Fastest))
            encoder.Write(body);
        return output.ToArray();
    }

    /// <summary>The tag of the coded form: <c>"x"</c> becomes <c>"x-gzip"</c>.</summary>
    public static string Mark(string etag, string? coding) => coding is null ? etag : $"{etag.AsSpan(0, etag.Length - 1)}-{coding}\"";

    private static string? Best(HttpRequest request, Func<string, bool> supported)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)) return null;
        // Of equal wishes the earlier wins; "identity" competes like any other, "*" is not worth guessing about.
        var best = accepted.Where(value => value.Quality is null or > 0).OrderByDescending(value => value.Quality ?? 1)
            .Select(value => value.Value.ToString().ToLowerInvariant()).FirstOrDefault(coding => coding == "identity" || supported(coding));
        return best == "identity" ? null : best;
    }
}
