namespace AIKernel.TestKit.Caching;

/// <summary>Where a held call stands still.</summary>
internal enum Hold
{
    /// <summary>Before it takes effect.</summary>
    Before,
    /// <summary>After its effect, before the caller hears of it.</summary>
    After,
}

/// <summary>Traffic that passes at once, except where a test has closed a gate or planted a fault.</summary>
internal sealed class Gates : Traffic
{
    private readonly Lock _lock = new();
    private readonly List<Gate> _gates = [];
    private readonly List<(Func<Call, bool> Matches, Exception Fault)> _faults = [];
    private readonly List<Call> _calls = [];
    private readonly Dictionary<CallKind, TaskCompletionSource> _faulted = [];

    /// <summary>Every call so far, in order of arrival.</summary>
    public IReadOnlyList<Call> Calls
    {
        get { lock (_lock) return [.. _calls]; }
    }

    /// <summary>How many calls of this kind there were.</summary>
    public int Count(CallKind kind) => Calls.Count(call => call.Kind == kind);

    /// <summary>Closes a gate for calls of this kind (of one node, where it is named), until it is opened.</summary>
    public Gate Close(CallKind kind, Hold where = Hold.Before, string? node = null)
    {
        var gate = new Gate(this, call => call.Kind == kind && (node is null || call.Node == node), where);
        lock (_lock) _gates.Add(gate);
        return gate;
    }

    /// <summary>Makes calls of this kind fail until the result is disposed.</summary>
    public IDisposable Fail(CallKind kind, Exception fault, string? node = null)
    {
        (Func<Call, bool>, Exception) rule = (call => call.Kind == kind && (node is null || call.Node == node), fault);
        lock (_lock) _faults.Add(rule);
        return new Mending(() => { lock (_lock) _faults.Remove(rule); });
    }

    /// <summary>Completes when a call of this kind has been made to fail.</summary>
    public Task FaultedAsync(CallKind kind)
    {
        lock (_lock) return FaultSource(kind).Task;
    }

    public override async ValueTask<T> CrossAsync<T>(Call call, Func<T> effect, CancellationToken cancellationToken)
    {
        lock (_lock) _calls.Add(call);
        await PassAsync(call, Hold.Before, cancellationToken);
        if (FaultOf(call) is { } fault)
        {
            lock (_lock) FaultSource(call.Kind).TrySetResult();
            throw fault;
        }
        var result = effect();
        await PassAsync(call, Hold.After, cancellationToken);
        return result;
    }

    internal void Remove(Gate gate)
    {
        lock (_lock) _gates.Remove(gate);
    }

    private Task PassAsync(Call call, Hold where, CancellationToken cancellationToken)
    {
        lock (_lock) return _gates.Find(gate => gate.Stops(call, where))?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    private TaskCompletionSource FaultSource(CallKind kind)
    {
        if (!_faulted.TryGetValue(kind, out var source)) _faulted.Add(kind, source = new(TaskCreationOptions.RunContinuationsAsynchronously));
        return source;
    }

    private Exception? FaultOf(Call call)
    {
        lock (_lock) return _faults.Find(rule => rule.Matches(call)).Fault;
    }

    private sealed class Mending(Action mend) : IDisposable
    {
        public void Dispose() => mend();
    }
}

/// <summary>A closed gate.</summary>
internal sealed class Gate(Gates owner, Func<Call, bool> matches, Hold where)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(int Count, TaskCompletionSource Source)> _watchers = [];
    private int _arrivals, _cancelled;

    /// <summary>How many held calls were cancelled by their callers.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Completes when this many calls have arrived.</summary>
    public Task ArrivedAsync(int count = 1)
    {
        lock (_lock)
        {
            if (_arrivals >= count) return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((count, source));
            return source.Task;
        }
    }

    /// <summary>How many calls have arrived.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>Lets everybody through, now and later.</summary>
    public void Open()
    {
        owner.Remove(this);
        _opened.TrySetResult();
    }

    internal bool Stops(Call call, Hold moment) => moment == where && matches(call);

    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _arrivals++;
            foreach (var watcher in _watchers.FindAll(watcher => watcher.Count <= _arrivals)) watcher.Source.TrySetResult();
        }
        try
        {
            await _opened.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }
    }
}
