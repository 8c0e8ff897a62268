using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>Writes: past the nodes, and through them.</summary>
internal sealed partial class Schedule
{
    private const int MaxWrites = 4;

    /// <summary>A write through a node: called, given its transaction, committed, acknowledged to the node, each in a step of its own.</summary>
    private sealed class NodeWrite(SimulatedNode node, string key, long value, int client)
    {
        public SimulatedNode Node { get; } = node;
        public string Key { get; } = key;
        public long Value { get; } = value;
        public int Client { get; } = client;
        public Task Task { get; set; } = Task.CompletedTask;
        public SimulatedTransaction? Transaction { get; set; }
        public (JournalPosition Position, int At)? Committed { get; set; }
        // Continuations run where the write is acknowledged, on the driver's thread.
        public TaskCompletionSource<JournalPosition> Answer { get; } = new();
    }

    private readonly List<NodeWrite> _writes = [];

    private void Write()
    {
        var open = _transactions.FindAll(static one => !one.Lost);
        var free = Keys.Where(key => !_database.IsLocked(key)).ToList();
        switch (_random.Next(10))
        {
            case 0 when open.Count < MaxTransactions && free.Count > 0:
                var begun = _database.Begin();
                if (_random.Next(3) > 0) begun.Write(Pick(free), NextValue());
                _transactions.Add(begun);
                Tell($"begin {begun.Sequence}: {string.Join(' ', begun.Writes.Keys)}");
                break;
            case 1 when open.Count > 0 && free.Count > 0:
                // With an id from before whatever it changes now.
                var older = Pick(open).Write(Pick(free), NextValue());
                Tell($"{older.Sequence} goes on: {string.Join(' ', older.Writes.Keys)}");
                break;
            case 2 or 3 when open.Count > 0: EndTransaction(Pick(open)); break;
            case 4 when free.Count > 0: CommitTransaction(_database.Begin().Write(Pick(free), NextValue())); break;
            case 5 or 6 when _writes.Count < MaxWrites: BeginWrite(Pick(_nodes), Pick(Keys)); break;
            case > 6 when _writes.Count > 0: Advance(Pick(_writes)); break;
        }
    }

    private void EndTransaction(SimulatedTransaction transaction)
    {
        _transactions.Remove(transaction);
        if (_random.Next(4) == 0)
        {
            Tell($"roll back {transaction.Sequence}");
            transaction.RollBack();
        }
        else CommitTransaction(transaction);
    }

    private JournalPosition CommitTransaction(SimulatedTransaction transaction)
    {
        _transactions.Remove(transaction);
        Tell($"commit {transaction.Sequence}: {string.Join(' ', transaction.Writes.Select(static one => $"{one.Key} = {one.Value}"))}");
        var position = transaction.Commit();
        _contract.Note(_step, _time.Elapsed);
        foreach (var key in transaction.Writes.Keys) _positions.Add((position, key, _step));
        return position;
    }

    private void BeginWrite(SimulatedNode node, string key)
    {
        var write = new NodeWrite(node, key, NextValue(), ++_clients);
        Tell($"{write.Client} writes {key} = {write.Value} on {node.Name}");
        _network.Client = write.Client;
        write.Task = node.Harness.Cache.WriteAsync(() => new ValueTask<JournalPosition>(write.Answer.Task), position => [node.Values.Written(key, write.Value, position)]).AsTask();
        _network.Client = null;
        _writes.Add(write);
    }

    /// <summary>One step further, if that is possible now.</summary>
    private void Advance(NodeWrite write)
    {
        if (write.Committed is { } committed) Acknowledge(write, committed.Position, committed.At);
        else if (write.Transaction is { } transaction) write.Committed = (CommitTransaction(transaction), _step);
        else if (!_database.IsLocked(write.Key))
        {
            write.Transaction = _database.Begin().Write(write.Key, write.Value);
            Tell($"{write.Client} is {write.Transaction.Sequence}");
        }
    }

    private void Acknowledge(NodeWrite write, JournalPosition position, int committedAt)
    {
        if (!CanCatchUp(write.Node)) return;
        Tell($"{write.Client} is answered, {write.Node.Name} catches up");
        _writes.Remove(write);
        var loop = write.Node.NextLoop;
        write.Node.Waking();
        write.Answer.SetResult(position);
        _catchUps.Add(new(write.Node, write.Task, loop, _time.Elapsed, write.Key, committedAt, write.Client));
    }

    /// <summary>Their node is gone; what they began goes on without them.</summary>
    private void Orphan(SimulatedNode node)
    {
        _transactions.AddRange(_writes.Where(write => write.Node == node && write is { Committed: null, Transaction: not null }).Select(static write => write.Transaction!));
        _writes.RemoveAll(write => write.Node == node);
    }

    /// <summary>The database forgot their transactions.</summary>
    private void Lose()
    {
        foreach (var write in _writes.FindAll(static write => write is { Committed: null, Transaction.Lost: true }))
        {
            _writes.Remove(write);
            write.Answer.SetException(new IOException("The connection is lost."));
            Assert.True(write.Task.IsFaulted);
        }
    }

    private long NextValue() => ++_value;
}
