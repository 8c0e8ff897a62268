using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

/// <summary>A store in memory that keeps what it is given in the order of sequences, and refuses what a test says.</summary>
internal sealed class MemoryStore : IKeyedStore
{
    private readonly Dictionary<string, LoggedWrite> _rows = new(StringComparer.Ordinal);

    public Func<StoredWrite, bool> Refuses { get; set; } = static _ => false;

    /// <summary>What fails each call, if anything.</summary>
    public Exception? Fault { get; set; }

    public List<int> Batches { get; } = [];

    public bool IsOpen { get; private set; }

    public List<long?> Orders { get; } = [];

    public LoggedWrite? Find(string key) => _rows.GetValueOrDefault(key);

    public ValueTask<IReadOnlyList<KeyedEntry?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task WriteAsync(IReadOnlyList<StoredWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsOpen && order is null) throw new SequenceNeededException();
        Orders.Add(order);
        return FlushAsync([.. writes.Select(write => new LoggedWrite(order ?? 0, write))], dependents, now, cancellationToken);
    }

    public Task FlushAsync(IReadOnlyList<LoggedWrite> writes, Func<string, IEnumerable<KeyPattern>>? dependents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        if (writes.Any(one => Refuses(one.Write))) throw new ValueRefusedException("refused", new InvalidOperationException());
        Assert.Equal(writes.Count, writes.Select(static one => one.Write.Key).Distinct().Count());
        Batches.Add(writes.Count);
        foreach (var one in writes)
            if (!_rows.TryGetValue(one.Write.Key, out var known) || known.Sequence < one.Sequence) _rows[one.Write.Key] = one;
        return Task.CompletedTask;
    }

    public Task<long> RemoveAsync(KeyedSelection selection, Func<string, IEnumerable<KeyPattern>>? dependents, long? order, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> OpenLogAsync(CancellationToken cancellationToken)
    {
        IsOpen = true;
        return Task.FromResult(1000L);
    }

    public Task<int> SweepAsync(DateTimeOffset before, long? below, CancellationToken cancellationToken) => throw new NotSupportedException();
}
