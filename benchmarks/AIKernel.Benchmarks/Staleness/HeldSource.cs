using System.Collections.Concurrent;
using AIKernel.Benchmarks.Samples;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>A source whose loads read the value, as a database's snapshot does, and can then be held before they answer.</summary>
internal sealed class HeldSource
{
    private readonly ConcurrentDictionary<Guid, long> _versions = new();
    private volatile Gate? _gate;

    /// <summary>How many loads have read and are held.</summary>
    public int Held => _gate?.Arrived ?? 0;

    /// <summary>Commits a new version.</summary>
    public void Commit(Guid id, long version) => _versions[id] = version;

    /// <summary>From here on loads are held.</summary>
    public void Hold() => _gate = new();

    /// <summary>Lets go whatever is held; from here on nothing is.</summary>
    public void Release()
    {
        var gate = _gate;
        _gate = null;
        gate?.Open.TrySetResult();
    }

    public async ValueTask<Item> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        var version = _versions.GetValueOrDefault(id, 1);
        if (_gate is { } gate)
        {
            gate.Arrive();
            await gate.Open.Task.WaitAsync(cancellationToken);
        }
        return Items.Small(id, version);
    }

    private sealed class Gate
    {
        private int _arrived;

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Arrived => Volatile.Read(ref _arrived);

        public void Arrive() => Interlocked.Increment(ref _arrived);
    }
}
