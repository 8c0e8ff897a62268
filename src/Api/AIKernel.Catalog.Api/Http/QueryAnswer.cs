using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>The answer to a question that was too long for an address and came by POST: not conditional, since no cache keeps it.</summary>
internal sealed class QueryAnswer(byte[] body) : IResult
{
    public static QueryAnswer Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var coding = ContentCoding.Choose(httpContext.Request, body.Length);
        var coded = coding is null ? body : ContentCoding.Encode(body, coding);
        if (coding is not null) response.Headers.ContentEncoding = coding;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = "private, no-cache";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = coded.Length;
        return response.Body.WriteAsync(coded, httpContext.RequestAborted).AsTask();
    }
}
