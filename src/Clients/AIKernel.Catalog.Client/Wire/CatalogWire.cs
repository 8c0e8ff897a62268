using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Client;

/// <summary>
/// What goes over the wire. How long an answer may take, and how large it may be, is the caller's HttpClient's business
/// (Timeout, MaxResponseContentBufferSize): whole answers are read under both.
/// </summary>
internal sealed class CatalogWire(Func<HttpClient> client, WritePosition position, TimeProvider time)
{
    private static readonly string[] Missing = ["not-found", "gone"];

    /// <summary>A base address that paths can be added to.</summary>
    public static Uri Checked(Uri? address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" }
            ? address
            : throw new ArgumentException($"The catalog's address is '{address}'; expected an absolute http or https address, such as https://catalog.example.com/.");

    /// <summary>Asks, with If-None-Match where an answer is known that can be revalidated.</summary>
    /// <exception cref="CatalogException">The catalog refused, or what answered is no catalog.</exception>
    public async Task<Answer> AskAsync<T>(Question<T> question, Answer? known)
        where T : class
    {
        var askedAt = time.GetTimestamp();
        using var request = new HttpRequestMessage(question.Body is null ? HttpMethod.Get : HttpMethod.Post, default(Uri));
        if (question.Body is not null) request.Content = Json(question.Body);
        if (known?.ETag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known.ETag);
        position.AddTo(request);
        using var response = await SendAsync(request, question.Path, CancellationToken.None);
        if (response.StatusCode == HttpStatusCode.NotModified && known?.ETag is not null) return known with { AskedAt = askedAt };
        if (response.StatusCode == HttpStatusCode.OK)
        {
            var value = await ReadAsync(response, question.Type);
            var tag = response.Headers.ETag?.ToString();
            if (tag is not null && question.WithETag is not null) value = question.WithETag(value, tag);
            return new(value, tag, question.SubjectOf?.Invoke(value) ?? question.Subject, askedAt);
        }
        var problem = await ReadProblemAsync(response);
        // Any other 404 is not about the catalog's content: a wrong base address must not read as an empty catalog.
        if (question.MayBeAbsent && Missing.Contains(problem?.Code)) return new(null, null, question.Subject, askedAt);
        throw Refused(response, problem);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string path, CancellationToken cancellationToken)
    {
        var http = client();
        var root = Checked(http.BaseAddress).AbsoluteUri;
        request.RequestUri = new(root.EndsWith('/') ? root + path : $"{root}/{path}");
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>Whether a refused write neither changed anything nor tells anything of the state: it was the request that was wrong, or its caller.</summary>
    public static bool SaysNothingOfTheState(HttpStatusCode status) => (int)status is 400 or 401 or 403 or 405 or 413 or 415 or 422 or 428 or 429;

    /// <summary>What became of a write.</summary>
    /// <exception cref="CatalogException">The catalog refused, or what answered is no catalog.</exception>
    public async Task<WriteResult<T>> ReadResultAsync<T>(Change<T> change, HttpResponseMessage response)
        where T : class
    {
        var tag = response.Headers.ETag?.ToString();
        if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
        {
            var value = await ReadAsync(response, change.Type);
            return new(response.StatusCode == HttpStatusCode.Created ? WriteStatus.Created : WriteStatus.Updated, tag is null ? value : change.WithETag(value, tag), tag);
        }
        if (response.StatusCode == HttpStatusCode.NoContent) return new(WriteStatus.Deleted, null, tag);
        var problem = await ReadProblemAsync(response);
        if (change.IfMatch is not null && response.StatusCode == HttpStatusCode.PreconditionFailed) return new(WriteStatus.PreconditionFailed, null, tag);
        if (change.IfMatch is not null && Missing.Contains(problem?.Code)) return new(WriteStatus.Absent, null, tag);
        throw Refused(response, problem);
    }

    /// <summary>Reads what a good answer says.</summary>
    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            return await JsonSerializer.DeserializeAsync(body, type) ?? throw new JsonException("null is no answer.");
        }
        catch (JsonException odd)
        {
            throw new CatalogException(response.StatusCode, null, null, odd);
        }
    }

    /// <summary>Reads what a refusal says; null where it is no problem document: gateways answer as they like.</summary>
    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")) return null;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            return await JsonSerializer.DeserializeAsync(body, ClientJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null; // the status alone is told then
        }
    }

    private CatalogException Refused(HttpResponseMessage response, Problem? problem)
    {
        var after = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - time.GetUtcNow() : null;
        return new(response.StatusCode, problem, after < TimeSpan.Zero ? TimeSpan.Zero : after);
    }

    public static StringContent Json(string body, string type = "application/json") => new(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
}
