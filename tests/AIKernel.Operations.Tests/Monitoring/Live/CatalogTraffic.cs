using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>Hits, misses, writes, searches and refusals, on all nodes in turn, until it is disposed of.</summary>
internal sealed class CatalogTraffic : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly List<HttpClient> _nodes;
    private readonly List<string> _paths = [];
    private readonly Task _running;

    public CatalogTraffic(IReadOnlyList<string> addresses)
    {
        _nodes = [.. addresses.Select(static address => new HttpClient { BaseAddress = new($"http://{address}") })];
        _running = Task.Run(RunAsync);
    }

    /// <summary>The fault that ended it before its time, if there is one.</summary>
    public Exception? Fault => _running.Exception?.GetBaseException();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
        _nodes.ForEach(static node => node.Dispose());
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        for (var round = 0; ; round++)
        {
            var (node, other) = (_nodes[round % _nodes.Count], _nodes[(round + 1) % _nodes.Count]);
            if (_paths.Count < 300 || round % 20 == 0) await WriteAsync(node, round);
            var path = _paths[RandomNumberGenerator.GetInt32(_paths.Count)];
            // Read twice here and once there: what the first read loads, memory and Redis answer the others.
            foreach (var reader in new[] { node, node, other }) await GetAsync(reader, path, 200);
            if (round % 5 == 0) await GetAsync(node, $"/api/v1/search?q=figure{round % 7}", 200);
            if (round % 10 == 0) await GetAsync(node, "/api/v1/export", 200, 429);
            await Task.Delay(Pause, TimeProvider.System, _end.Token);
        }
    }

    // Large, and not to be compressed: a few hundred are more than memory or Redis may hold.
    private async Task WriteAsync(HttpClient node, int round)
    {
        using var answer = await node.PostAsJsonAsync(
            "/api/v1/resources",
            new JsonObject { ["kind"] = "model", ["namespace"] = "traffic", ["name"] = $"figure{round}", ["description"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(4096)) },
            _end.Token);
        Require(answer, 201);
        _paths.Add(answer.Headers.Location!.ToString());
    }

    private async Task GetAsync(HttpClient node, string path, params int[] expected)
    {
        using var answer = await node.GetAsync(path, _end.Token);
        Require(answer, expected);
    }

    private static void Require(HttpResponseMessage answer, params int[] expected)
    {
        if (!expected.Contains((int)answer.StatusCode)) throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} was answered {(int)answer.StatusCode}.");
    }
}
