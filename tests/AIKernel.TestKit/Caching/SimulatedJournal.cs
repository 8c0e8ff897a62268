using AIKernel.Caching.Journal;

namespace AIKernel.TestKit.Caching;

/// <summary>One node's connections to the journal of the simulated database.</summary>
internal sealed class SimulatedJournal(SimulatedDatabase database, Traffic traffic, string node) : IInvalidationJournal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _connection = NewSource(), _listening = NewSource();
    private Action? _wake;

    /// <summary>Whether notifications arrive; without them only polls and catch-ups read.</summary>
    public bool Notifying { get; set; } = true;

    /// <summary>How often pruning was asked for.</summary>
    public int Prunes { get; private set; }

    /// <summary>Completes when the node listens.</summary>
    public Task ListeningAsync()
    {
        lock (_lock) return _listening.Task;
    }

    public ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken) =>
        traffic.CrossAsync(new(node, CallKind.Journal, since is null ? "whole" : "since"), () => database.ReadJournal(since), cancellationToken);

    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        Task lost;
        lock (_lock) (_wake, lost) = (wake, _connection.Task);
        database.Attach(this);
        try
        {
            Notify();
            lock (_lock) _listening.TrySetResult();
            await lost.WaitAsync(cancellationToken);
        }
        finally
        {
            database.Detach(this);
        }
    }

    public Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        Prunes++;
        database.Prune(retention);
        return Task.CompletedTask;
    }

    /// <summary>Breaks the connection that listens; the next one is another.</summary>
    public void BreakListening(Exception fault)
    {
        TaskCompletionSource connection;
        lock (_lock)
        {
            connection = _connection;
            (_connection, _listening) = (NewSource(), NewSource());
        }
        connection.SetException(fault);
    }

    /// <summary>One notification, whatever <see cref="Notifying"/> says.</summary>
    public void Wake() => _wake?.Invoke();

    internal void Notify()
    {
        if (Notifying) Wake();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
