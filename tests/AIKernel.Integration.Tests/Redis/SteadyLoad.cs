using System.Globalization;
using AIKernel.Caching;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>Callers that read from several nodes without a pause, old keys and new ones, until they are stopped; no read may fail or be wrong.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int CallersANode = 4, OldKeys = 50;

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _callers;
    private int _reads, _lastKey;

    public SteadyLoad(params CachedOperation<string, string>[] nodes) =>
        _callers = Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, CallersANode).Select(seed => Task.Run(() => ReadAsync(node, new Random(seed))))));

    /// <summary>What every key's value is.</summary>
    public static ValueTask<string> LoadAsync(string key, CancellationToken cancellationToken) => new($"value of {key}");

    /// <summary>Completes after so many more reads.</summary>
    public async Task GoesOnAsync(int reads = 200)
    {
        var goal = Volatile.Read(ref _reads) + reads;
        await Http.Harness.Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref _reads) >= goal || _callers.IsFaulted), "reads go on");
        if (_callers.IsFaulted) await _callers;
    }

    /// <summary>Stops, and throws what any read threw.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _callers;
        _stop.Dispose();
    }

    private async Task ReadAsync(CachedOperation<string, string> node, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            var key = random.Next(2) == 0 ? $"old-{random.Next(OldKeys)}" : string.Create(CultureInfo.InvariantCulture, $"new-{Interlocked.Increment(ref _lastKey)}");
            if (await node.GetAsync(key, CancellationToken.None) is var answer && answer != $"value of {key}") throw new InvalidOperationException($"{key} is {answer}.");
            Interlocked.Increment(ref _reads);
            // So that a machine of few cores has time left for the server.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
