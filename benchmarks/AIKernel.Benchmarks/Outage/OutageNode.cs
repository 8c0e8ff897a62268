using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Outage;

/// <summary>A node under load: readers that miss memory every time, and a writer.</summary>
internal sealed class OutageNode : IAsyncDisposable
{
    private const int Readers = 8;
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(10);
    private static int s_number = 50_000_000; // ids that no other suite uses

    private readonly CacheNode _node;
    private readonly Traffic _reads, _writes;

    private OutageNode(CacheNode node, LocalJournal journal)
    {
        _node = node;
        var items = node.Cache.BindItems(static (id, _) => new(Items.Full(id)));
        _reads = new(Readers, ReadPause, async () => await items.GetAsync(NextId(), CancellationToken.None));
        _writes = new(1, WritePause, async () => await node.Cache.WriteAsync(WriteAsync(journal)));
    }

    public static async Task<OutageNode> StartAsync(string? redis)
    {
        var journal = new LocalJournal();
        return new(await CacheNode.StartAsync(journal, redis), journal);
    }

    /// <summary>An id that nobody has read; those that are given out later have higher numbers.</summary>
    public static Guid NextId() => Items.Id(Interlocked.Increment(ref s_number));

    /// <summary>The number of the last id given out.</summary>
    public static int LastNumber => Volatile.Read(ref s_number);

    public async Task<(IReadOnlyList<Call> Reads, IReadOnlyList<Call> Writes)> StopAsync() => (await _reads.StopAsync(), await _writes.StopAsync());

    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
        await _node.DisposeAsync();
    }

    private static ValueTask<bool> WriteAsync(LocalJournal journal)
    {
        journal.Append("something else");
        return new(true);
    }
}
