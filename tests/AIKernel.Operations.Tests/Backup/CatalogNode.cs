using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>A node of the API as a process, and one caller of it.</summary>
internal sealed class CatalogNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90), StopPatience = TimeSpan.FromSeconds(15);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false });
    private ServerProcess _process = null!;
    private Uri _address = null!;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "AIKernel.Catalog.Api.dll");

    public int Port => _address.Port;

    public int ProcessId => _process.Id;

    /// <summary>Started, and ready.</summary>
    /// <param name="log">Where it logs to.</param>
    /// <param name="settings">Its settings beyond its address.</param>
    /// <param name="command">What starts it, if that is not the program that was built with the tests.</param>
    public static async Task<CatalogNode> StartAsync(string log, IReadOnlyDictionary<string, string> settings, string[]? command = null)
    {
        string[] words = command ?? ["dotnet", Program];
        var node = new CatalogNode();
        var port = await PortChoice.StartAsync(null, async port =>
        {
            var environment = settings.ToDictionary(static one => one.Key, static one => (string?)one.Value);
            environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
            node._process = await ServerProcess.StartAsync(new(words[0], words[1..], log) { Environment = environment, WorkingDirectory = Path.GetDirectoryName(Program)! });
            await Readiness.WaitAsync("The node", node._process, StartLimit, ct => node.IsReadyAsync(port, ct), CancellationToken.None);
        });
        node._address = new($"http://127.0.0.1:{port}");
        return node;
    }

    /// <summary>Sends a request, which must be answered as expected.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, int expected, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, path)) { Content = body is null ? null : JsonContent.Create(body) };
        if (method == HttpMethod.Patch) request.Content!.Headers.ContentType = new("application/merge-patch+json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await _http.SendAsync(request);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    /// <summary>What is read there, and where the answer came from.</summary>
    public async Task<(JsonNode Content, string Source)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, 200, null, headers);
        var source = answer.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : "";
        return (JsonNode.Parse(await answer.Content.ReadAsStringAsync())!, source);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.StopAsync(StopPatience, Signal.Terminate);
    }

    private async Task<bool> IsReadyAsync(int port, CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync($"http://127.0.0.1:{port}/health/ready", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
