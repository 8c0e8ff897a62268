using System.Collections.Concurrent;
using System.Net;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>
/// Clients that ask one behind the other, on connections that are kept or on a new one each time, until they are turned
/// away. To be turned away is to find nobody listening, or to be put through to nobody, when the node has said for longer than
/// its drain lasts that it is not ready: such a request was never taken. Everything else must be answered.
/// </summary>
internal sealed class Load(Uri address, TimeSpan drain) : IAsyncDisposable
{
    private readonly List<HttpClient> _clients = [];
    private readonly List<Task> _workers = [];
    private readonly CancellationTokenSource _stop = new();
    private long _answered, _answeredWhileDraining, _keptOpen, _turnedAway, _notReadySince;

    public ConcurrentQueue<string> Failures { get; } = new();
    public long Answered => Interlocked.Read(ref _answered);
    /// <summary>Answers that began after the node had said that it is not ready.</summary>
    public long AnsweredWhileDraining => Interlocked.Read(ref _answeredWhileDraining);
    /// <summary>Those of them after which the connection could have been used again.</summary>
    public long KeptOpenWhileDraining => Interlocked.Read(ref _keptOpen);
    /// <summary>Clients that nobody took any more.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    private bool IsDraining => Interlocked.Read(ref _notReadySince) != 0;

    private bool IsOver => Interlocked.Read(ref _notReadySince) is var since and not 0
        // From the order to our hearing of it the drain runs already, and on a busy machine that takes a while.
        && TimeProvider.System.GetElapsedTime(since) >= drain / 2;

    public void Start(IEnumerable<string> paths, int keptAlive, int fresh)
    {
        var all = paths.ToList();
        _workers.Add(WatchAsync(Client(fresh: true)));
        for (var worker = 0; worker < keptAlive + fresh; worker++) _workers.Add(AskOnAsync(Client(worker >= keptAlive), all, worker));
    }

    /// <summary>Ends when every client was turned away, or failed.</summary>
    public Task EndedAsync() => Task.WhenAll(_workers).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _clients.ForEach(static client => client.Dispose());
        _stop.Dispose();
    }

    private HttpClient Client(bool fresh)
    {
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = fresh ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, MaxConnectionsPerServer = 1 }) { BaseAddress = address };
        _clients.Add(client);
        return client;
    }

    private async Task WatchAsync(HttpClient client)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), _stop.Token);
                if (ready.StatusCode == HttpStatusCode.ServiceUnavailable) Interlocked.CompareExchange(ref _notReadySince, TimeProvider.System.GetTimestamp(), 0);
            }
            catch (HttpRequestException) when (IsOver)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, _stop.Token);
        }
    }

    private async Task AskOnAsync(HttpClient client, List<string> paths, int worker)
    {
        for (var number = worker; !_stop.IsCancellationRequested; number++)
        {
            var draining = IsDraining;
            try
            {
                using var response = await client.GetAsync(new Uri(paths[number % paths.Count], UriKind.Relative), _stop.Token);
                if (response.StatusCode != HttpStatusCode.OK) Failures.Enqueue($"{response.StatusCode} for {paths[number % paths.Count]}");
                Interlocked.Increment(ref _answered);
                if (!draining) continue;
                Interlocked.Increment(ref _answeredWhileDraining);
                if (response.Headers.ConnectionClose != true) Interlocked.Increment(ref _keptOpen);
            }
            catch (HttpRequestException) when (IsOver)
            {
                Interlocked.Increment(ref _turnedAway);
                return;
            }
            catch (HttpRequestException fault)
            {
                Failures.Enqueue($"{worker}: {fault.HttpRequestError} {fault.Message} {fault.InnerException?.Message}");
                return;
            }
        }
    }
}
