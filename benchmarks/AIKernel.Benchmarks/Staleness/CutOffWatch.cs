using System.Diagnostics;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>Reads on one node and changes through another, both without pause, and how old what was read turned out to be.</summary>
internal sealed class CutOffWatch : IDisposable
{
    private const int Keys = 20;
    private const int Readers = 4;
    private const int First = 70_000_000;
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly VersionTable _table;
    private readonly Guid[] _ids = Items.Ids(Keys, First);
    private readonly CachedOperation<Guid, Item> _items;
    private readonly ICache _writer;
    private readonly List<Task> _work = [];
    private int _next;
    private long _reads, _changes, _failures, _stale, _oldest, _mark;

    private CutOffWatch(CacheNode node, CacheNode other, VersionTable table)
    {
        _table = table;
        _items = node.Cache.BindItems(table.LoadAsync, tags: static (tags, id, _) => tags.Add("item", id));
        _writer = other.Cache;
    }

    public long Reads => Volatile.Read(ref _reads);
    public long Changes => Volatile.Read(ref _changes);
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Values served that had been superseded for longer than MaxStaleness when their read began.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>The longest that a value served had been superseded.</summary>
    public TimeSpan Oldest => new(Volatile.Read(ref _oldest));

    public long ReadsSinceMark => Reads - _mark;

    public static async Task<CutOffWatch> StartAsync(CacheNode node, CacheNode other, VersionTable table)
    {
        var watch = new CutOffWatch(node, other, table);
        await table.CreateAsync(watch._ids);
        for (var i = 0; i < Readers; i++) watch._work.Add(Task.Run(() => watch.RepeatAsync(ReadPause, watch.ReadAsync)));
        watch._work.Add(Task.Run(() => watch.RepeatAsync(WritePause, watch.ChangeAsync)));
        return watch;
    }

    public void ReadsMark() => _mark = Reads;

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_work);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RepeatAsync(TimeSpan pause, Func<Guid, Task> act)
    {
        using var timer = new PeriodicTimer(pause);
        while (!_stopping.IsCancellationRequested)
        {
            await act(_ids[(uint)Interlocked.Increment(ref _next) % Keys]);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task ReadAsync(Guid id)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var age = _table.Age(await _items.GetAsync(id, CancellationToken.None), began);
            Interlocked.Increment(ref _reads);
            if (age > CacheNode.Options.MaxStaleness) Interlocked.Increment(ref _stale);
            for (var oldest = Oldest; age > oldest && Interlocked.CompareExchange(ref _oldest, age.Ticks, oldest.Ticks) != oldest.Ticks; oldest = Oldest) { }
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failures); // told with the figures: a read that fails is not stale
        }
    }

    private async Task ChangeAsync(Guid id)
    {
        await _writer.WriteAsync(_table.ChangeAsync(id));
        Interlocked.Increment(ref _changes);
    }
}
