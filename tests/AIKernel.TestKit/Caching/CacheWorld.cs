using AIKernel.Caching;

namespace AIKernel.TestKit.Caching;

/// <summary>A database, a shared tier, a clock, and as many nodes as a test starts; all of it stops with the test.</summary>
internal sealed class CacheWorld : IAsyncDisposable
{
    private readonly List<CacheHarness> _nodes = [];

    // No two waits of the same length: a test that waits for one of them to begin must not take another for it.
    public static readonly CacheOptions Defaults = new() { SharedTierDeadline = TimeSpan.FromMilliseconds(90), SharedTierProbeInterval = TimeSpan.FromMilliseconds(210) };

    public CacheWorld()
    {
        Database = new(Time);
        Shared = new(Time);
    }

    public ManualTimeProvider Time { get; } = new();
    public Gates Gates { get; } = new();
    public SimulatedDatabase Database { get; }
    public SimulatedSharedTier Shared { get; }

    /// <summary>Starts a node that has read the journal.</summary>
    public async Task<CacheHarness> StartNodeAsync(string name = "a", CacheOptions? options = null, bool shared = true)
    {
        var node = NewNode(name, options, shared);
        await node.StartAsync();
        return node;
    }

    /// <summary>Makes a node that does not follow the journal yet.</summary>
    public CacheHarness NewNode(string name = "a", CacheOptions? options = null, bool shared = true)
    {
        var node = new CacheHarness(name, Time, Database, shared ? Shared : null, Gates, options ?? Defaults);
        _nodes.Add(node);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }
}
