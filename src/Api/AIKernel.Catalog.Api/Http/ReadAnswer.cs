using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// The answer to a read: 200 with a strong entity tag, or what the request's preconditions make of it (304, 412).
/// </summary>
internal sealed class ReadAnswer : IResult
{
    private readonly Representation _representation;
    private readonly AnswerClass _class;
    private DateTimeOffset? _changed;
    private string? _nextCursor;

    private ReadAnswer(Representation representation, AnswerClass answerClass) => (_representation, _class) = (representation, answerClass);

    /// <summary>What caches may do with it.</summary>
    public AnswerClass Class => _class;

    /// <summary>One resource.</summary>
    /// <param name="resource">What is answered.</param>
    /// <param name="sameForEver">Whether the address can never mean another resource; true for ids, false for references.</param>
    public static ReadAnswer Of(Resource resource, bool sameForEver) =>
        new(Representation.Of(resource, static resource => new(Serialize(resource, ContractJson.Instance.Resource), EntityTags.Of(resource))), AnswerClass.Item)
        {
            _changed = resource.Revision == 1 && sameForEver ? HttpDate.Floor(resource.UpdatedAt) : resource.UpdatedAt,
        };

    /// <summary>One relationship. It has no date: its ends' names can change without it.</summary>
    public static ReadAnswer Of(Relationship edge) =>
        new(Representation.Of(edge, static edge => new(Serialize(edge, ContractJson.Instance.Relationship), EntityTags.Of(edge))), AnswerClass.Item);

    /// <summary>Anything else, told by its bytes.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="make">How it is written.</param>
    /// <param name="answerClass">What caches may do with it.</param>
    /// <param name="nextCursor">Where the next page starts, if it is a page and there is one.</param>
    public static ReadAnswer Of<T>(T value, Func<T, Representation> make, AnswerClass answerClass = AnswerClass.List, string? nextCursor = null)
        where T : class =>
        new(Representation.Of(value, make), answerClass) { _nextCursor = nextCursor };

    /// <summary>Ready JSON, told by its bytes.</summary>
    public static ReadAnswer OfBytes(byte[] json, AnswerClass answerClass) => new(Representation.OfBytes(json), answerClass);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        if (!Preconditions.TryRead(request, out var preconditions, out var refusal)) return refusal!.ExecuteAsync(httpContext);

        // Items keep one tag for all readers, since they hand it back in If-Match; only the rest is compressed.
        var coding = _class == AnswerClass.Item ? null : ContentCoding.Choose(request, _representation.Json.Length);
        var etag = ContentCoding.Mark(_representation.Etag, coding);
        var verdict = preconditions.ForRead(etag, _changed);
        if (verdict == Verdict.Failed) return new Refusal(ProblemKind.PreconditionFailed) { Etag = etag }.ExecuteAsync(httpContext);

        var caches = httpContext.RequestServices.GetRequiredService<CacheControlHeaders>();
        response.Headers.ETag = etag;
        response.Headers.CacheControl = caches.For(_class);
        if (caches.VaryOf(_class) is { } vary) response.Headers.Vary = vary;
        if (verdict == Verdict.NotModified)
        {
            // Nothing else: what a 304 tells the reader keeps beside the body it has (RFC 9110, 15.4.5).
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        WriteHeadersOfContent(httpContext);
        response.ContentType = "application/json; charset=utf-8";
        if (coding is not null) response.Headers.ContentEncoding = coding;
        var body = coding is null ? _representation.Json : _representation.Coded(coding);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private void WriteHeadersOfContent(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (_changed is { } changed)
            headers.LastModified = HttpDate.LastModified(changed, context.RequestServices.GetRequiredService<TimeProvider>());
        if (_nextCursor is not null) headers.Link = NextLink.To(context.Request, _nextCursor);
    }

    private static byte[] Serialize<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
