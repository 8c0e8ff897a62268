using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>The types and codings of request bodies.</summary>
internal static class RequestTypes
{
    public static readonly string[] Json = ["application/json"];
    public static readonly string[] MergePatch = ["application/merge-patch+json", "application/json"];
    public static readonly string[] NdJson = ["application/x-ndjson", "application/jsonl"];

    /// <summary>The refusal of a body that is not of one of these types, in UTF-8, in one of these codings or plain.</summary>
    public static Refusal? Refuse(HttpRequest request, IReadOnlyList<string> types, IReadOnlyList<string> codings)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !types.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            return new(ProblemKind.UnsupportedMediaType, $"Content-Type must be {string.Join(" or ", types)}.");
        if (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return new(ProblemKind.UnsupportedMediaType, "The only charset is utf-8.");
        var coding = CodingOf(request);
        if (coding is "identity" || codings.Contains(coding, StringComparer.Ordinal)) return null;
        return new(ProblemKind.UnsupportedMediaType, codings.Count == 0 ? "Content-Encoding is not understood here." : $"Content-Encoding can only be {string.Join(" or ", codings)}.");
    }

    /// <summary>The body's coding in lower case; <c>identity</c> when there is none.</summary>
    public static string CodingOf(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding ? coding.Trim().ToLowerInvariant() : "identity";
}
