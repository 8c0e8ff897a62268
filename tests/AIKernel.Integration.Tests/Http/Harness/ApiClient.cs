using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Sends requests exactly as told: no redirects, no decompression, no help with headers.</summary>
public sealed class ApiClient(Uri address) : IDisposable
{
    public const string Root = "/api/v1";

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(2),
    };

    public Uri Address => address;

    public void Dispose() => _client.Dispose();

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    public Task<Reply> PostAsync(string path, JsonNode body, params (string Name, string Value)[] headers) => SendAsync("POST", path, Json(body), headers);

    public Task<Reply> PutAsync(string path, JsonNode body, params (string Name, string Value)[] headers) => SendAsync("PUT", path, Json(body), headers);

    public Task<Reply> PatchAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync("PATCH", path, Content(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/merge-patch+json"), headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync("DELETE", path, null, headers);

    public async Task<Reply> SendAsync(string method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, path)) { Content = body };
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) body!.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await Reply.OfAsync(response);
    }

    /// <summary>Whether somebody listens there and says that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    public static HttpContent Json(JsonNode body) => Content(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");

    public static HttpContent Content(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    public static HttpContent Lines(params string[] lines) => Content(Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/x-ndjson");
}
