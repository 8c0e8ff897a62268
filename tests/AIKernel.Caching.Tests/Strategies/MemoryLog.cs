using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

/// <summary>A log in memory, for tests that decide what is in it, and when it can be read.</summary>
internal sealed class MemoryLog : IWriteBehindLog
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<long, LoggedItem> _items = [];
    private long _last;

    public event Action? Grown;

    /// <summary>What happens just after the log was asked how it begins.</summary>
    public Action? AfterLook { get; set; }

    /// <summary>Whether it can be asked at all.</summary>
    public bool IsAway { get; set; }

    public List<(LoggedItem Item, string Reason)> Dead { get; } = [];

    public IReadOnlyList<long> Sequences => [.. _items.Keys.Order()];

    public Task<IReadOnlyList<long>> AppendAsync(IReadOnlyList<StoredWrite> writes, long floor, CancellationToken cancellationToken)
    {
        CheckThere();
        var sequences = new List<long>();
        foreach (var write in writes) sequences.Add(Append(write, floor));
        Grown?.Invoke();
        return Task.FromResult<IReadOnlyList<long>>(sequences);
    }

    public long Append(StoredWrite? write, long floor = 0)
    {
        _last = Math.Max(_last, floor) + 1;
        _items[_last] = new(_last, write, 1);
        return _last;
    }

    public void Remove(long sequence) => _items.TryRemove(sequence, out _);

    public Task<(long Sequence, bool IsEmpty)> NextAsync(long floor, CancellationToken cancellationToken)
    {
        CheckThere();
        return Task.FromResult((_last = Math.Max(_last, floor) + 1, _items.IsEmpty));
    }

    public Task<IReadOnlyList<LoggedItem>> ReadAsync(long after, int count, CancellationToken cancellationToken)
    {
        CheckThere();
        IReadOnlyList<LoggedItem> read = [.. _items.Values.Where(item => item.Sequence > after).OrderBy(static item => item.Sequence).Take(count)];
        if (count == 1) AfterLook?.Invoke();
        return Task.FromResult(read);
    }

    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        CheckThere();
        return Task.FromResult((long)_items.Count);
    }

    public Task AcknowledgeAsync(IReadOnlyList<LoggedItem> items, CancellationToken cancellationToken)
    {
        CheckThere();
        foreach (var item in items) _items.TryRemove(item.Sequence, out _);
        return Task.CompletedTask;
    }

    public Task BuryAsync(LoggedItem item, string reason, CancellationToken cancellationToken)
    {
        CheckThere();
        Dead.Add((item, reason));
        _items.TryRemove(item.Sequence, out _);
        return Task.CompletedTask;
    }

    public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task ResignAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void CheckThere()
    {
        if (IsAway) throw new WriteBehindUnavailableException("away");
    }
}
