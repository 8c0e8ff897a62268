using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>A request that is not carried out, as a problem document. Never kept by caches.</summary>
internal sealed class Refusal(ProblemKind kind, string? detail = null) : IResult, IStatusCodeHttpResult
{
    public ProblemKind Kind => kind;
    public IReadOnlyList<ProblemFault>? Errors { get; init; }
    public Guid? Id { get; init; }
    public string? Ref { get; init; }
    public string? Etag { get; init; }
    public Values.ValueList<string>? Path { get; init; }
    /// <summary>For refused writes: a read at this position sees what the refusal tells.</summary>
    public CatalogPosition? Position { get; init; }
    /// <summary>After how many seconds trying again makes sense.</summary>
    public int? RetryAfter { get; init; }

    int? IStatusCodeHttpResult.StatusCode => kind.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = kind.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        if (Etag is not null) response.Headers.ETag = Etag;
        if (Position is { } position) response.Headers[HeaderNamesOfOurs.CatalogPosition] = position.ToString();
        if (RetryAfter is { } seconds) response.Headers.RetryAfter = HeaderUtilities.FormatNonNegativeInt64(seconds);
        var body = JsonSerializer.SerializeToUtf8Bytes(Document(httpContext.Request), ContractJson.Instance.ProblemDocument);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private ProblemDocument Document(HttpRequest request) => new()
    {
        Type = kind.Type,
        Title = kind.Title,
        Status = kind.Status,
        Detail = detail,
        Instance = request.PathBase.Add(request.Path).ToUriComponent(),
        Code = kind.Code,
        Errors = Errors is { Count: > 0 } ? Errors : null,
        Id = Id,
        Ref = Ref,
        Etag = Etag,
        Path = Path is { Count: > 0 } ? Path : null,
    };
}
