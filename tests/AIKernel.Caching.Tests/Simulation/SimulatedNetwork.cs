using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>Traffic that stands still until the driver moves it.</summary>
internal sealed class SimulatedNetwork : Traffic
{
    private readonly Lock _lock = new();
    private readonly List<PendingCall> _pending = [];
    private readonly Dictionary<string, SimulatedNode> _nodes = new(StringComparer.Ordinal);
    private readonly AsyncLocal<int?> _client = new();

    /// <summary>The client on whose behalf the current call runs; shared work is nobody's.</summary>
    public int? Client
    {
        set => _client.Value = value;
    }

    /// <summary>Whether calls that arrive from now on ignore their cancellation.</summary>
    public bool Deaf { get; set; }

    /// <summary>All calls under way, in an order that does not depend on which thread came first.</summary>
    public List<PendingCall> Pending()
    {
        lock (_lock)
            return [.. _pending.OrderBy(static call => call.Call.Node, StringComparer.Ordinal).ThenBy(static call => call.Call.Kind)
                .ThenBy(static call => call.Call.Key, StringComparer.Ordinal).ThenBy(static call => call.Client ?? -1).ThenBy(static call => call.Number)];
    }

    /// <summary>How many flights wait for calls of a node's shared work, and how many calls its clients make themselves.</summary>
    public (int OfFlights, int OfClients) Waiting(string node)
    {
        lock (_lock)
        {
            var waiting = _pending.FindAll(call => call.Call.Node == node && call.Call.Kind != CallKind.Journal && !call.Abandoned && !call.Orphaned);
            return (waiting.Where(static call => call.Client is null).Sum(static call => call.Flights), waiting.Count(static call => call.Client is not null));
        }
    }

    /// <summary>How many calls of the shared tier run against their deadline.</summary>
    public int UnderDeadline(string node)
    {
        lock (_lock) return _pending.Count(call => call.Call.Node == node && !call.Abandoned && call.Call.Kind is CallKind.Get or CallKind.GetMany or CallKind.Set);
    }

    /// <summary>Whether a client itself makes a call, which a cancellation would not end.</summary>
    public PendingCall? CallOf(int client)
    {
        lock (_lock) return _pending.Find(call => call.Client == client && !call.Abandoned);
    }

    /// <summary>Nobody waits for a flight any more. It is cancelled, so the call it makes is its last.</summary>
    public void AbandonFlight(SimulatedNode node, string key)
    {
        lock (_lock)
            foreach (var call in _pending.Where(call => call.Call.Node == node.Name && call.Client is null && call.Call.Kind is CallKind.Get or CallKind.GetMany or CallKind.Set && call.Call.Key.Split(' ').Any(one => one.EndsWith($":{key}", StringComparison.Ordinal))))
                call.Orphaned = true;
    }

    public void Join(SimulatedNode node)
    {
        lock (_lock) _nodes[node.Name] = node;
    }

    /// <summary>A node is gone: nobody waits for its calls any more, but its writes may be on the wire.</summary>
    public void Drop(SimulatedNode node)
    {
        lock (_lock)
        {
            _nodes.Remove(node.Name);
            // Its read of the journal ends with the follower.
            _pending.RemoveAll(call => call.Call.Node == node.Name && call.Call.Kind is not (CallKind.Set or CallKind.Journal));
            foreach (var call in _pending.Where(call => call.Call.Node == node.Name)) call.Abandoned = true;
        }
    }

    public void Add(PendingCall call)
    {
        lock (_lock)
        {
            call.Number = _pending.Where(other => other.Call == call.Call && other.Client == call.Client).Select(static other => other.Number).DefaultIfEmpty(-1).Max() + 1;
            _pending.Add(call);
        }
    }

    public bool Remove(PendingCall call)
    {
        lock (_lock) return _pending.Remove(call);
    }

    /// <summary>Calls of the shared tier whose deadline is over by then: their callers go on without them.</summary>
    public void Abandon(TimeSpan by, TimeSpan deadline)
    {
        lock (_lock)
            foreach (var call in _pending.Where(call => call.Call.Kind is CallKind.Get or CallKind.GetMany or CallKind.Set && call.StartedAt + deadline <= by)) call.Abandoned = true;
    }

    public override ValueTask<T> CrossAsync<T>(Call call, Func<T> effect, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Hints only make a node look sooner; here none arrives.
        if (call.Kind == CallKind.Hint) return new(default(T)!);
        SimulatedNode node;
        lock (_lock)
        {
            // A node that crashed a moment ago: it never hears of anything again.
            if (!_nodes.TryGetValue(call.Node, out node!)) return new(new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken));
        }
        var pending = new PendingCall<T>(call, _client.Value, node.Time.Elapsed, effect) { Deaf = Deaf && call.Kind == CallKind.Load && _client.Value is not null };
        Add(pending);
        if (call.Kind == CallKind.Journal) node.JournalArrived(pending);
        if (!pending.Deaf) cancellationToken.Register(() => Cancel(node, pending));
        return new(pending.Task);
    }

    private void Cancel(SimulatedNode node, PendingCall call)
    {
        if (!Remove(call)) return;
        if (call.Call.Kind == CallKind.Journal) node.JournalEnded(final: true);
        call.Fail(new OperationCanceledException());
    }
}
