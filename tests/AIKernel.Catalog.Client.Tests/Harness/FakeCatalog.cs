using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace AIKernel.Catalog.Client.Tests.Harness;

/// <summary>
/// The catalog's answers about resources as the API gives them (the integration tests hold the client against the API
/// itself): entity tags of items by revision, of lists by content; 304, 404, 409, 410, 412; a position for every write.
/// </summary>
internal sealed class FakeCatalog : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, JsonObject> _resources = [];
    private readonly List<Gate> _gates = [];
    private int _writes;

    /// <summary>Every request, in order of arrival.</summary>
    public ConcurrentQueue<SentRequest> Requests { get; } = [];

    /// <summary>Answers instead, where it gives an answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = static _ => null;

    public int Reads => Requests.Count(static request => request.Method == HttpMethod.Get);

    /// <summary>Holds the answer to the next request of this method: it is made, and on its way until the gate is opened.</summary>
    public Gate Hold(HttpMethod method)
    {
        var gate = new Gate(method);
        lock (_lock) _gates.Add(gate);
        return gate;
    }

    /// <summary>A change by somebody else.</summary>
    public void Retitle(Guid id, string title)
    {
        lock (_lock) Change(_resources[id], title);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        HttpResponseMessage answer;
        Task opened;
        lock (_lock)
        {
            var headers = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default).ToDictionary(static header => header.Key, static header => header.Value.ToString());
            Requests.Enqueue(new(request.Method, request.RequestUri!.PathAndQuery, headers, body));
            answer = Instead(request) ?? Answer(request, body is null ? null : JsonNode.Parse(body)!.AsObject());
            var gate = _gates.Find(gate => gate.Method == request.Method && !gate.Arrived.IsCompleted);
            opened = gate?.Arrive() ?? Task.CompletedTask;
        }
        await Task.Yield(); // others may come in between, as over a wire
        await opened.WaitAsync(cancellationToken);
        answer.RequestMessage = request;
        return answer;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, JsonObject? body)
    {
        var uri = request.RequestUri!;
        if (uri.AbsolutePath == "/api/v1/resources") return request.Method == HttpMethod.Post ? Create(body!) : Read(request, List(uri), null);
        if (uri.AbsolutePath == "/api/v1/resources/by-ref") return Find(request, HttpUtility.ParseQueryString(uri.Query)["ref"]!);
        if (!uri.AbsolutePath.StartsWith("/api/v1/resources/", StringComparison.Ordinal)) return Problem(404, "unknown-route");
        var resource = _resources.GetValueOrDefault(Guid.Parse(uri.Segments[^1]));
        if (request.Method == HttpMethod.Get) return ReadItem(request, resource);
        var position = NextPosition();
        if (resource is null) return Write(Problem(404, "not-found"), null, position);
        if (resource["deletedAt"] is not null) return Write(About(resource, 410, "gone"), null, position);
        if (request.Headers.NonValidated["If-Match"].ToString() is not "*" and var match && match != TagOf(resource)) return Write(About(resource, 412, "precondition-failed"), null, position);
        if (request.Method == HttpMethod.Delete)
        {
            resource["deletedAt"] = resource["updatedAt"]!.DeepClone();
            Change(resource, null);
            return Write(new(HttpStatusCode.NoContent), TagOf(resource), position);
        }
        Change(resource, body!["title"]!.GetValue<string>());
        return Write(Json(200, resource), TagOf(resource), position);
    }

    private HttpResponseMessage Create(JsonObject body)
    {
        var reference = $"{body["kind"]}:{body["namespace"]}/{body["name"]}";
        var position = NextPosition();
        if (_resources.Values.FirstOrDefault(other => other["ref"]!.GetValue<string>() == reference) is { } other) return Write(About(other, 409, "key-exists"), null, position);
        var id = Guid.CreateVersion7();
        var resource = new JsonObject
        {
            ["id"] = id, ["ref"] = reference, ["kind"] = body["kind"]!.DeepClone(), ["namespace"] = body["namespace"]!.DeepClone(), ["name"] = body["name"]!.DeepClone(),
            ["title"] = (body["title"] ?? body["name"])!.DeepClone(), ["description"] = "", ["owner"] = null, ["lifecycle"] = "active", ["tags"] = new JsonArray(), ["labels"] = new JsonObject(),
            ["links"] = new JsonArray(), ["spec"] = new JsonObject(), ["version"] = 1, ["revision"] = 1, ["contentHash"] = new string('0', 64),
            ["createdAt"] = "2030-01-01T00:00:00+00:00", ["updatedAt"] = "2030-01-01T00:00:00+00:00", ["deletedAt"] = null,
        };
        _resources.Add(id, resource);
        return Write(Json(201, resource), TagOf(resource), position);
    }

    private HttpResponseMessage Find(HttpRequestMessage request, string reference) =>
        ReadItem(request, _resources.Values.FirstOrDefault(resource => resource["ref"]!.GetValue<string>() == reference));

    private JsonObject List(Uri uri)
    {
        var kind = HttpUtility.ParseQueryString(uri.Query)["kind"];
        var items = _resources.Values.Where(resource => resource["deletedAt"] is null && (kind is null || resource["kind"]!.GetValue<string>() == kind)).Select(static resource => resource.DeepClone());
        return new() { ["items"] = new JsonArray([.. items]), ["nextCursor"] = null };
    }

    private static HttpResponseMessage ReadItem(HttpRequestMessage request, JsonObject? resource) =>
        resource is null ? Problem(404, "not-found") : resource["deletedAt"] is not null ? About(resource, 410, "gone") : Read(request, resource, TagOf(resource));

    private static HttpResponseMessage Read(HttpRequestMessage request, JsonObject value, string? tag)
    {
        var etag = tag ?? $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.ToJsonString())))[..22]}\"";
        var answer = request.Headers.IfNoneMatch.Any(known => known.Tag == etag) ? new(HttpStatusCode.NotModified) : Json(200, value);
        answer.Headers.ETag = new(etag);
        answer.Headers.CacheControl = new() { Private = true, NoCache = true };
        return answer;
    }

    private static HttpResponseMessage Write(HttpResponseMessage answer, string? etag, string position)
    {
        if (etag is not null) answer.Headers.ETag = new(etag);
        answer.Headers.Add("Catalog-Position", position);
        answer.Headers.CacheControl = new() { NoStore = true };
        return answer;
    }

    /// <summary>A refusal that names the row in the way.</summary>
    private static HttpResponseMessage About(JsonObject resource, int status, string code)
    {
        var answer = Problem(status, code, new() { ["id"] = resource["id"]!.DeepClone(), ["ref"] = resource["ref"]!.DeepClone(), ["etag"] = TagOf(resource) });
        answer.Headers.ETag = new(TagOf(resource));
        return answer;
    }

    public static HttpResponseMessage Problem(int status, string code, JsonObject? more = null)
    {
        var problem = new JsonObject { ["type"] = $"urn:aikernel:problem:{code}", ["title"] = "A title", ["status"] = status, ["code"] = code };
        foreach (var (name, value) in more ?? []) problem[name] = value?.DeepClone();
        var answer = Json(status, problem);
        answer.Content.Headers.ContentType = new("application/problem+json");
        answer.Headers.CacheControl = new() { NoStore = true };
        return answer;
    }

    private static HttpResponseMessage Json(int status, JsonObject value) =>
        new((HttpStatusCode)status) { Content = new StringContent(value.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };

    private static void Change(JsonObject resource, string? title)
    {
        resource["revision"] = resource["revision"]!.GetValue<int>() + 1;
        if (title is not null) resource["title"] = title;
    }

    private static string TagOf(JsonObject resource) => $"\"{resource["id"]!.GetValue<Guid>():N}-{resource["revision"]}\"";

    private string NextPosition() => $"00000000000000ff-{++_writes}";
}

/// <summary>A request as it arrived.</summary>
internal sealed record SentRequest(HttpMethod Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>An answer on its way.</summary>
internal sealed class Gate(HttpMethod method)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously), _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HttpMethod Method => method;

    /// <summary>Completes when the answer is held.</summary>
    public Task Arrived => _arrived.Task;

    public void Open() => _opened.TrySetResult();

    public Task Arrive()
    {
        _arrived.TrySetResult();
        return _opened.Task;
    }
}
