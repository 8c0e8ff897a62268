using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>Reads and catch-ups, the calls they make, and what comes of them.</summary>
internal sealed partial class Schedule
{
    private void BeginRead(SimulatedNode node, string[] keys, bool single, int since)
    {
        // Two single reads of a key at most: of three, chance would decide which one starts the next flight.
        var alike = _reads.FindAll(read => read.Node == node && read.Single && read.Keys[0] == keys[0]);
        if (_reads.Count >= MaxReads || (single && alike.Count >= 2)) return;
        // Nor do batches share keys with anybody: how many of their flights they still wait for cannot be told from outside.
        if (_reads.Exists(read => read.Node == node && !(single && read.Single) && read.Keys.Intersect(keys).Any())) return;
        var id = ++_clients;
        var cancellation = new CancellationTokenSource();
        var limits = Array.ConvertAll(keys, key => Math.Max(Math.Max(since, node.SeenAt), node.Acknowledged.GetValueOrDefault(key)));
        Tell($"{id} reads {string.Join(' ', keys)} on {node.Name}, not before {string.Join(' ', limits)}");
        _network.Client = id;
        _network.Deaf = _random.Next(5) == 0;
        var task = single ? OneAsync(node, keys[0], cancellation.Token) : ManyAsync(node, keys, cancellation.Token);
        _network.Client = null;
        _reads.Add(new(id, node, keys, task, cancellation, limits, _step, _time.Elapsed, single));
    }

    private static async Task<long?[]> OneAsync(SimulatedNode node, string key, CancellationToken cancellationToken) => [await node.Values.GetAsync(key, cancellationToken)];

    private static async Task<long?[]> ManyAsync(SimulatedNode node, string[] keys, CancellationToken cancellationToken) => [.. await node.Values.GetManyAsync(keys, cancellationToken)];

    private void CancelRead()
    {
        if (_reads.Count == 0) return;
        var read = Pick(_reads);
        var own = _network.CallOf(read.Id);
        // A call of its own goes on where the other side is deaf to cancellation; a wait for a flight ends at once.
        var ends = own is null || (own.Call.Kind == CallKind.Load && !own.Deaf);
        Tell($"{read.Id} gives up");
        read.Cancellation.Cancel();
        if (ends) Rest.Until(() => read.Task.IsCompleted, () => $"{read.Id} does not give up");
        if (own is not null) return;
        foreach (var key in read.Keys)
            if (read.Node.IsAbandoned(key)) _network.AbandonFlight(read.Node, key);
    }

    /// <summary>
    /// Not while somebody else's catch-up hangs on the read under way: should that read fail, chance would decide whether
    /// the next one begins before or after trust is withdrawn. Both are right.
    /// </summary>
    private bool CanCatchUp(SimulatedNode node) => node.Journal is null || !_catchUps.Exists(one => one.Node == node && one.Loop < node.NextLoop);

    private void BeginCatchUp(SimulatedNode node, string key, int committedAt)
    {
        Tell($"{node.Name} catches up for a strong read of {key}");
        var loop = node.NextLoop;
        node.Waking();
        _catchUps.Add(new(node, node.Harness.CatchUpAsync(), loop, _time.Elapsed, key, committedAt, Writer: null));
    }

    private void BeginPositionRead(SimulatedNode node)
    {
        var (position, key, committedAt) = Pick(_positions);
        Tell($"{node.Name} is asked for {key} at {position.Epoch}-{position.Sequence}");
        if (node.Harness.Table.Covers(position) && node.Harness.Follower.Status.Certified)
        {
            Assert.True(node.Harness.Follower.CatchUpAsync(position, default).IsCompletedSuccessfully);
            BeginRead(node, [key], single: true, committedAt);
            return;
        }
        var loop = node.NextLoop;
        node.Waking();
        _catchUps.Add(new(node, node.Harness.Follower.CatchUpAsync(position, default), loop, _time.Elapsed, key, committedAt, Writer: null));
    }

    /// <summary>Moves a call one step on: it takes effect, or its caller hears of it, or something goes wrong.</summary>
    private void Move(PendingCall call, bool faults)
    {
        var luck = faults ? _random.Next(20) : 19;
        if (luck == 0)
        {
            Tell($"{call} fails");
            if (Take(call, arrives: false)) call.Fail(new IOException("broken"));
        }
        else if (call.ExecutedAt is null) Execute(call, luck);
        else
        {
            Tell($"{call} returns {Told(call.Result)}");
            if (Take(call, arrives: true)) call.Deliver();
        }
    }

    private void Execute(PendingCall call, int luck)
    {
        if (call.Call.Kind == CallKind.Set && luck == 1)
        {
            Tell($"{call} is lost");
            call.Pretend(_step);
            return;
        }
        if (call.Call.Kind == CallKind.Set && luck is 2 or 3 && !call.Abandoned) _network.Add(call.Repeat());
        call.Execute(_step);
        Tell($"{call} takes effect");
        // Nobody waits for it: that was all.
        if (call.Abandoned) _network.Remove(call);
    }

    /// <summary>Takes a call off the network; for a read of the journal, notes what the node will know.</summary>
    private bool Take(PendingCall call, bool arrives)
    {
        if (!_network.Remove(call)) return false;
        if (call.Call.Kind != CallKind.Journal) return true;
        var node = _nodes.Single(node => node.Name == call.Call.Node);
        // A read that finds another epoch is not taken in: the follower reads again from the start.
        var applied = arrives && (call.Call.Key == "whole" || ((JournalRead)call.Result!).Epoch == node.Harness.Table.Stamp?.Epoch);
        if (applied) node.SeenAt = call.ExecutedAt!.Value;
        node.JournalEnded(final: applied || !arrives);
        return true;
    }

    /// <summary>Lets everything come to rest, then hears what has ended.</summary>
    private void Settle()
    {
        do
        {
            Rest.Until(IsAtRest, () => $"nothing comes to rest; {string.Join("; ", _nodes.Select(node => node.Tell(_reads, _network)))}");
        }
        while (HearCatchUps() | HearReads());
    }

    private bool IsAtRest() =>
        Array.TrueForAll(_nodes, node => node.FollowerRests() && node.ReadsRest(_reads, _catchUps, _network))
        && _catchUps.TrueForAll(one => one.Task.IsCompleted || one.Keeps(_network) || (one.Node.LoopsEnded < one.Loop && _time.Elapsed - one.Begun < _options.MaxStaleness));

    private bool HearCatchUps()
    {
        var ended = _catchUps.FindAll(static one => one.Task.IsCompleted);
        foreach (var one in ended)
        {
            _catchUps.Remove(one);
            Tell($"catch-up on {one.Node.Name}: {one.Task.Status}");
            if (one.Writer is not null) one.Node.Acknowledged[one.Key] = Math.Max(one.CommittedAt, one.Node.Acknowledged.GetValueOrDefault(one.Key));
            else if (one.Task.IsCompletedSuccessfully) BeginRead(one.Node, [one.Key], single: true, one.CommittedAt);
            else if (one.Task.Exception?.InnerException is not JournalUnavailableException) throw new InvalidOperationException("A catch-up failed in a way of its own.", one.Task.Exception);
        }
        return ended.Count > 0;
    }

    private bool HearReads()
    {
        var ended = _reads.FindAll(static read => read.Task.IsCompleted);
        foreach (var read in ended)
        {
            _reads.Remove(read);
            Tell($"{read.Id} ends: {(read.Task.IsCompletedSuccessfully ? string.Join(' ', read.Task.Result) : read.Task.Status)}");
            read.Cancellation.Dispose();
            if (read.Task.IsCompletedSuccessfully) Judge(read);
            else if (read.Task.IsFaulted && read.Task.Exception.InnerException is not IOException) throw new InvalidOperationException("A read failed in a way of its own.", read.Task.Exception);
        }
        return ended.Count > 0;
    }

    private void Judge(ClientRead read)
    {
        for (var i = 0; i < read.Keys.Length; i++)
        {
            Judged++;
            var fault = _contract.Judge(read.Keys[i], read.Task.Result[i], read.Since[i], read.Begun - _options.MaxStaleness, _step);
            if (fault is not null) throw new InvalidOperationException($"{read.Id} on {read.Node.Name}: {fault}");
        }
    }

    private static string Told(object? result) => result switch
    {
        JournalRead read => $"{read.Epoch}: {read.Snapshot.Horizon}..{read.Snapshot.End} [{string.Join(' ', read.Snapshot.InProgress)}], mark {read.LowWater}, {read.Rows.Count} rows",
        byte[] bytes => $"{bytes.Length} bytes",
        IEnumerable<long?> values => string.Join(' ', values),
        _ => result?.ToString() ?? "nothing",
    };
}
