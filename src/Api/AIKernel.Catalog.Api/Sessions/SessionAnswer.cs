using System.Text.Json;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Who somebody is by his session, and which sessions he has. None of them by its id: that is a secret even from himself.</summary>
internal sealed record SessionAnswer(
    [property: JsonPropertyOrder(0)] string User,
    [property: JsonPropertyOrder(1)] IReadOnlyList<string> Scopes,
    [property: JsonPropertyOrder(2)] IReadOnlyList<ListedSession> Sessions) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.SessionAnswer);
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}

/// <summary>One of his sessions.</summary>
internal sealed record ListedSession(
    [property: JsonPropertyOrder(0)] DateTimeOffset CreatedAt,
    [property: JsonPropertyOrder(1)] DateTimeOffset ExpiresAt,
    [property: JsonPropertyOrder(2)] bool IsThis);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionAnswer))]
internal sealed partial class SessionJson : JsonSerializerContext;
