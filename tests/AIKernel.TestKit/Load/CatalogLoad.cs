using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace AIKernel.TestKit.Load;

/// <summary>
/// Reads and writes of a running catalog at a steady rate, as a Service spreads them: to nodes that are ready, and no
/// request twice. Every answer is held against what was acknowledged before it was asked for: a node serves its own
/// writes at once, anybody's to a reader who presents their position, and all of them after the staleness that is allowed.
/// </summary>
public sealed class CatalogLoad : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10), ProbePause = TimeSpan.FromMilliseconds(100);

    private readonly LoadNode[] _nodes;
    private readonly LoadOptions _options;
    private readonly Random _random;
    private readonly List<TrackedResource> _resources = [];
    private readonly ConcurrentQueue<string> _failed = new(), _stale = new();
    private readonly ConcurrentQueue<TimeSpan> _times = new();
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask, _probing = Task.CompletedTask;
    private int _reads, _writes, _unsent, _turn;

    private CatalogLoad(IEnumerable<LoadNode> nodes, LoadOptions options) => (_nodes, _options, _random) = ([.. nodes], options, new(options.Seed));

    /// <summary>How many requests were answered rightly so far.</summary>
    public int Answered => Volatile.Read(ref _reads) + Volatile.Read(ref _writes);

    /// <summary>How many went wrong so far.</summary>
    public int Wrong => _failed.Count + _stale.Count;

    /// <summary>Creates the resources and begins. The nodes are disposed of with the load.</summary>
    public static async Task<CatalogLoad> StartAsync(IEnumerable<LoadNode> nodes, LoadOptions? options = null)
    {
        var load = new CatalogLoad(nodes, options ?? new());
        foreach (var node in load._nodes)
            if (!await node.ProbeAsync()) throw new InvalidOperationException($"{node.Address} is not ready.");
        for (var i = 0; i < load._options.Resources; i++) await load.CreateAsync(i);
        load._probing = Task.Run(load.ProbeAsync);
        load._sending = Task.Run(load.SendAsync);
        return load;
    }

    /// <summary>Completes when so many more requests were answered, rightly or not.</summary>
    public async Task GoesOnAsync(int requests)
    {
        var goal = Answered + Wrong + requests;
        while (Answered + Wrong < goal)
        {
            if (_sending.IsCompleted) await _sending;
            await Task.Delay(Tick, TimeProvider.System);
        }
    }

    /// <summary>Stops, waits for what is under way, and tells what came of it.</summary>
    public async Task<LoadReport> StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        await _probing;
        await Task.WhenAll(_underWay.Keys);
        var times = _times.Order().ToArray();
        return new(_reads, _writes, [.. _failed], [.. _stale], _unsent, At(0.5), At(0.99), At(1));

        TimeSpan At(double share) => times.Length == 0 ? default : times[Math.Min(times.Length - 1, (int)(share * times.Length))];
    }

    /// <summary>After the load: what every ready node answers for each resource, held against the database's own rows.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(string connectionString)
    {
        var truth = new Dictionary<string, long>();
        await using (var source = NpgsqlDataSource.Create(connectionString))
        await using (var command = source.CreateCommand("select id, revision from catalog.resources"))
        await using (var rows = await command.ExecuteReaderAsync())
            while (await rows.ReadAsync()) truth[$"/api/v1/resources/{rows.GetGuid(0)}"] = rows.GetInt64(1);

        var wrong = new List<string>();
        foreach (var node in _nodes.Where(static node => node.IsReady))
            foreach (var resource in _resources)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, resource.Path) { Headers = { { "Catalog-Position", resource.Latest.Position } } };
                using var answer = await node.SendAsync(request);
                if (await RevisionAsync(answer) is var revision && revision != truth[resource.Path]) wrong.Add($"{node.Address} answers revision {revision} of {resource.Path}, which is at {truth[resource.Path]}");
            }
        return wrong;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var node in _nodes) node.Dispose();
        _stop.Dispose();
    }

    private async Task CreateAsync(int number)
    {
        var node = _nodes[number % _nodes.Length];
        var content = $$"""{"kind":"model","namespace":"load","name":"r-{{number}}-{{Guid.NewGuid():N}}","title":"Revision 1","description":"{{new string('x', 500)}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/resources") { Content = new StringContent(content, Encoding.UTF8, "application/json") };
        using var answer = await node.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"A resource could not be created: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        var resource = new TrackedResource($"/api/v1/resources/{document.RootElement.GetProperty("id").GetString()}");
        resource.Acknowledge(Acknowledged(answer, document.RootElement.GetProperty("revision").GetInt64(), node));
        _resources.Add(resource);
    }

    private async Task ProbeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.WhenAll(_nodes.Select(static node => node.ProbeAsync()));
            await Task.Delay(ProbePause, TimeProvider.System);
        }
    }

    /// <summary>Sends at each tick what is due by then.</summary>
    private async Task SendAsync()
    {
        var (started, sent) = (TimeProvider.System.GetTimestamp(), 0);
        while (!_stop.IsCancellationRequested)
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * _options.Rate);
            for (; sent < due; sent++) SendOne();
            await Task.Delay(Tick, TimeProvider.System);
        }
    }

    private void SendOne()
    {
        var ready = Array.FindAll(_nodes, static node => node.IsReady);
        if (ready.Length == 0)
        {
            Interlocked.Increment(ref _unsent);
            return;
        }
        var node = ready[(uint)Interlocked.Increment(ref _turn) % ready.Length];
        var resource = _resources[_random.Next(_resources.Count)];
        var request = _random.NextDouble() < _options.WriteShare && resource.TryBeginWrite() ? WriteAsync(node, resource) : ReadAsync(node, resource, _random.Next(3));
        _underWay[request] = true;
        _ = request.ContinueWith(done => _underWay.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task WriteAsync(LoadNode node, TrackedResource resource)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var next = resource.Latest.Revision + 1;
            using var request = new HttpRequestMessage(HttpMethod.Patch, resource.Path)
            {
                Content = new StringContent($$"""{"title":"Revision {{next}}"}""", MediaTypeHeaderValue.Parse("application/merge-patch+json")),
                Headers = { { "If-Match", resource.Latest.Etag } },
            };
            using var answer = await node.SendAsync(request);
            if (await RevisionAsync(answer) is not { } revision || revision != next)
            {
                await FailedAsync(node, request, answer);
                return;
            }
            resource.Acknowledge(Acknowledged(answer, revision, node));
            Interlocked.Increment(ref _writes);
            _times.Enqueue(TimeProvider.System.GetElapsedTime(started));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            _failed.Enqueue($"PATCH {resource.Path} at {node.Address}: {fault.GetType().Name} {fault.Message} {fault.InnerException?.Message}");
        }
        finally
        {
            resource.EndWrite();
        }
    }

    /// <param name="node">Whom to ask.</param>
    /// <param name="resource">For what.</param>
    /// <param name="manner">0: with the position of the last write; else without.</param>
    private async Task ReadAsync(LoadNode node, TrackedResource resource, int manner)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var latest = resource.Latest;
            var floor = manner == 0 ? latest.Revision : resource.Floor(node, started, _options.MaxStaleness);
            using var request = new HttpRequestMessage(HttpMethod.Get, resource.Path);
            if (manner == 0) request.Headers.Add("Catalog-Position", latest.Position);
            using var answer = await node.SendAsync(request);
            if (await RevisionAsync(answer) is not { } revision)
            {
                await FailedAsync(node, request, answer);
                return;
            }
            if (revision < floor) _stale.Enqueue($"{node.Address} answered revision {revision} of {resource.Path} when {floor} was due ({string.Join(", ", answer.Headers.TryGetValues("Cache-Status", out var status) ? status : [])})");
            Interlocked.Increment(ref _reads);
            _times.Enqueue(TimeProvider.System.GetElapsedTime(started));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            _failed.Enqueue($"GET {resource.Path} at {node.Address}: {fault.GetType().Name} {fault.Message} {fault.InnerException?.Message}");
        }
    }

    private async Task FailedAsync(LoadNode node, HttpRequestMessage request, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        _failed.Enqueue($"{request.Method} {request.RequestUri} at {node.Address}: {(int)answer.StatusCode} {text}");
    }

    private static TrackedResource.Write Acknowledged(HttpResponseMessage answer, long revision, LoadNode node) =>
        new(revision, answer.Headers.ETag!.ToString(), answer.Headers.GetValues("Catalog-Position").Single(), node, TimeProvider.System.GetTimestamp());

    /// <summary>The revision in a good answer whose title agrees with it; null for any other.</summary>
    private static async Task<long?> RevisionAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode) return null;
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        var revision = document.RootElement.GetProperty("revision").GetInt64();
        return document.RootElement.GetProperty("title").GetString() == string.Create(CultureInfo.InvariantCulture, $"Revision {revision}") ? revision : null;
    }
}
