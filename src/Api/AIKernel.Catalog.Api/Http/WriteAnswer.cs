using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Api.Http;

/// <summary>The answer to a write that was carried out: never kept by caches, with the position that covers the write.</summary>
internal sealed class WriteAnswer(int status, CatalogPosition position) : IResult, IStatusCodeHttpResult
{
    private byte[]? _body;

    public string? Etag { get; init; }
    public string? Location { get; init; }

    int? IStatusCodeHttpResult.StatusCode => status;

    /// <summary>An answer with a body.</summary>
    public static WriteAnswer Of<T>(int status, CatalogPosition position, T value, JsonTypeInfo<T> type, string etag, string? location = null) =>
        new(status, position) { _body = JsonSerializer.SerializeToUtf8Bytes(value, type), Etag = etag, Location = location };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        response.Headers[HeaderNamesOfOurs.CatalogPosition] = position.ToString();
        if (Etag is not null) response.Headers.ETag = Etag;
        if (Location is not null) response.Headers.Location = Location;
        if (_body is null) return Task.CompletedTask;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = _body.Length;
        return response.Body.WriteAsync(_body, httpContext.RequestAborted).AsTask();
    }
}
