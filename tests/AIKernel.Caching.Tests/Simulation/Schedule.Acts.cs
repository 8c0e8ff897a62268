using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>What may happen in a step.</summary>
internal sealed partial class Schedule
{
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 40, 250, 300, 500, 1_999, 2_000, 5_000, 11_000 }.Select(static one => TimeSpan.FromMilliseconds(one))];

    private void Act()
    {
        switch (_random.Next(100))
        {
            case < 40 when _network.Pending() is { Count: > 0 } pending: Move(Pick(pending), faults: true); break;
            case < 62: Read(); break;
            case < 75: Write(); break;
            case < 85: Pause(); break;
            case < 90: Wake(); break;
            case < 95: DisturbSharedTier(); break;
            case < 97: CancelRead(); break;
            case < 98: Crash(); break;
            default: DisturbDatabase(); break;
        }
    }

    private void Read()
    {
        var node = Pick(_nodes);
        switch (_random.Next(10))
        {
            case 0 when CanCatchUp(node): BeginCatchUp(node, Pick(Keys), _step); break;
            case 1 when _positions.Count > 0 && CanCatchUp(node): BeginPositionRead(node); break;
            case 2: BeginRead(node, [.. Enumerable.Range(0, 3).Select(_ => Pick(Keys))], single: false, 0); break;
            default: BeginRead(node, [Pick(Keys)], single: true, 0); break;
        }
    }

    private void Pause()
    {
        var target = _time.Elapsed + Pick(Pauses);
        Tell($"time passes until {target.TotalMilliseconds}");
        // From timer to timer, with everything at rest between: whoever reads the clock reads the same.
        while (_nodes.Select(static node => node.Time.NextDue).Where(due => due <= target).Min() is { } due)
        {
            MoveClocks(due);
            Settle();
        }
        MoveClocks(target);
    }

    private void MoveClocks(TimeSpan to)
    {
        _network.Abandon(to, _options.SharedTierDeadline);
        _time.Advance(to - _time.Elapsed);
        foreach (var node in _nodes) node.Time.Advance(to - node.Time.Elapsed);
    }

    private void Wake()
    {
        var node = Pick(_nodes);
        if (!CanCatchUp(node)) return;
        Tell($"notify {node.Name}");
        node.Waking();
        node.Harness.Journal.Wake();
    }

    private void DisturbSharedTier()
    {
        var kind = _random.Next(6);
        var (keys, flip, index) = (_shared.Keys, _random.Next(1, 256), _random.Next(200));
        if (kind == 0) _shared.Clear();
        if (kind is 1 or 2) _backups.Add(_shared.Back());
        if (kind is 3 or 4 && _backups.Count > 0) _shared.RollBack(Pick(_backups));
        if (kind == 5 && keys.Count > 0) _shared.Corrupt(Pick(keys), index, (byte)flip);
        Tell($"shared tier: {(kind switch { 0 => "empty", 1 or 2 => "back up", 3 or 4 => "roll back", _ => "corrupt" })}");
    }

    private void DisturbDatabase()
    {
        switch (_random.Next(4))
        {
            case 0:
                _database.RaiseEpoch();
                Tell($"epoch {_database.Epoch}");
                break;
            case 1:
                _database.FailOver(_random.Next(3));
                _contract.Note(_step, _time.Elapsed);
                Lose();
                Tell($"failover: epoch {_database.Epoch}");
                break;
            default:
                _database.Prune(_options.JournalRetention);
                Tell($"prune: {_database.JournalRows} rows left");
                break;
        }
    }

    private void Crash()
    {
        var index = _random.Next(_nodes.Length);
        var gone = _nodes[index];
        Tell($"{gone.Name} crashes");
        Hits += gone.Hits;
        _network.Drop(gone);
        _reads.RemoveAll(read => read.Node == gone);
        _catchUps.RemoveAll(one => one.Node == gone);
        Orphan(gone);
        gone.Stop();
        StartNode(index);
    }

    private void StartNode(int index)
    {
        var node = new SimulatedNode($"n{index}.{++_incarnations}", _time.Elapsed, _database, _shared, _network, _options, _metrics);
        node.Start(_network, _step);
        _nodes[index] = node;
        Tell($"{node.Name} starts");
    }
}
