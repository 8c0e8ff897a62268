using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>An answer to an operator: JSON as of now, never kept by caches.</summary>
internal sealed class OperatorAnswer(byte[] json) : IResult
{
    public static OperatorAnswer Of<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}
