using AIKernel.Caching;
using AIKernel.Caching.Journal;

namespace AIKernel.TestKit.Caching;

/// <summary>
/// A database of numbered values with an invalidation journal, as PostgreSQL would keep it: transaction ids are given
/// out in order and end in any order; a snapshot has <c>xmin</c> (the oldest id still in progress), <c>xmax</c> (one past
/// the highest id that has <em>ended</em>, which is not the next id to be given out) and <c>xip</c> (those in progress
/// between); rows are seen from the commit on, and not before.
/// </summary>
internal sealed class SimulatedDatabase(ManualTimeProvider time)
{
    private sealed record Row(ulong Sequence, ulong[] Tags, TimeSpan At);

    private sealed record Version(ulong Sequence, long? Value);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<ulong, SimulatedTransaction> _inProgress = [];
    private readonly List<Row> _journal = [];
    private readonly Dictionary<string, List<Version>> _versions = new(StringComparer.Ordinal);
    private readonly List<SimulatedJournal> _followers = [];
    private ulong _next = 100, _latestEnded = 99, _epoch = 1, _lowWater;

    public ulong Epoch
    {
        get { lock (_lock) return _epoch; }
    }

    /// <summary>How many rows the journal holds.</summary>
    public int JournalRows
    {
        get { lock (_lock) return _journal.Count; }
    }

    /// <summary>Begins a transaction that writes: it is given its id now.</summary>
    public SimulatedTransaction Begin()
    {
        lock (_lock)
        {
            var transaction = new SimulatedTransaction(this, _next++);
            _inProgress.Add(transaction.Sequence, transaction);
            return transaction;
        }
    }

    /// <summary>Writes one value in a transaction of its own, journalled under the key as its tag.</summary>
    /// <returns>The position of the write.</returns>
    public JournalPosition Write(string key, long? value) => Begin().Write(key, value).Commit();

    /// <summary>Journals tags in a transaction of their own, without a value.</summary>
    public JournalPosition Touch(params string[] tags) => Begin().Touch(tags).Commit();

    /// <summary>The committed value; null where there is none.</summary>
    public long? Read(string key)
    {
        lock (_lock) return _versions.TryGetValue(key, out var versions) && versions.Count > 0 ? versions[^1].Value : null;
    }

    /// <summary>Whether an open transaction has written this value: another writer would wait.</summary>
    public bool IsLocked(string key)
    {
        lock (_lock) return _inProgress.Values.Any(transaction => transaction.Writes.ContainsKey(key));
    }

    /// <summary>What one statement sees now.</summary>
    public JournalSnapshot Snapshot()
    {
        lock (_lock)
        {
            var end = _latestEnded + 1;
            var open = _inProgress.Keys.Where(sequence => sequence < end).ToArray();
            return new(open.Length > 0 ? open[0] : end, end, open);
        }
    }

    /// <summary>Horizon, epoch, low-water mark and rows under one snapshot.</summary>
    public JournalRead ReadJournal(JournalSnapshot? since)
    {
        lock (_lock)
        {
            var rows = _journal.Where(row => since is null || row.Sequence >= since.End || since.InProgress.Contains(row.Sequence));
            return new(_epoch, Snapshot(), _lowWater, [.. rows.Select(static row => new JournalRow(row.Sequence, row.Tags))]);
        }
    }

    /// <summary>Removes rows older than this and raises the mark, in one transaction.</summary>
    public void Prune(TimeSpan retention)
    {
        lock (_lock)
        {
            var gone = _journal.FindAll(row => row.At < time.Elapsed - retention);
            if (gone.Count == 0) return;
            _journal.RemoveAll(gone.Contains);
            _lowWater = Math.Max(_lowWater, gone.Max(static row => row.Sequence) + 1);
        }
    }

    /// <summary>Identity changes and nothing else, as after a restore that bypassed the triggers.</summary>
    public void RaiseEpoch()
    {
        lock (_lock) _epoch++;
    }

    /// <summary>
    /// A standby takes over that had not received the last commits: they are gone, open transactions are gone, and
    /// their ids will be given out a second time, in another epoch.
    /// </summary>
    public void FailOver(int lostCommits)
    {
        lock (_lock)
        {
            var lost = _versions.Values.SelectMany(static versions => versions).Select(static version => version.Sequence)
                .Concat(_journal.Select(static row => row.Sequence)).Distinct().OrderDescending().Take(lostCommits).ToHashSet();
            foreach (var versions in _versions.Values) versions.RemoveAll(version => lost.Contains(version.Sequence));
            _journal.RemoveAll(row => lost.Contains(row.Sequence));
            foreach (var transaction in _inProgress.Values) transaction.Lose();
            _inProgress.Clear();
            if (lost.Count > 0) _next = lost.Min();
            _latestEnded = _next - 1;
            _epoch++;
        }
    }

    internal void Attach(SimulatedJournal follower)
    {
        lock (_lock) _followers.Add(follower);
    }

    internal void Detach(SimulatedJournal follower)
    {
        lock (_lock) _followers.Remove(follower);
    }

    internal JournalPosition End(SimulatedTransaction transaction, bool commit)
    {
        SimulatedJournal[] awake = [];
        JournalPosition position;
        lock (_lock)
        {
            if (!_inProgress.Remove(transaction.Sequence)) throw new InvalidOperationException("The transaction has ended.");
            _latestEnded = Math.Max(_latestEnded, transaction.Sequence);
            position = new(_epoch, transaction.Sequence);
            if (commit)
            {
                foreach (var (key, value) in transaction.Writes) VersionsOf(key).Add(new(transaction.Sequence, value));
                if (transaction.Tags.Count > 0)
                {
                    _journal.Add(new(transaction.Sequence, [.. transaction.Tags.Select(static tag => Tag.Of(tag))], time.Elapsed));
                    awake = [.. _followers];
                }
            }
        }
        foreach (var follower in awake) follower.Notify();
        return position;
    }

    private List<Version> VersionsOf(string key)
    {
        if (!_versions.TryGetValue(key, out var versions)) _versions.Add(key, versions = []);
        return versions;
    }
}

/// <summary>A writing transaction: nobody sees its writes or its journal row before it commits.</summary>
internal sealed class SimulatedTransaction(SimulatedDatabase database, ulong sequence)
{
    private readonly Dictionary<string, long?> _writes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    public ulong Sequence { get; } = sequence;
    public IReadOnlyDictionary<string, long?> Writes => _writes;
    public IReadOnlyCollection<string> Tags => _tags;

    /// <summary>Whether a failover took it away.</summary>
    public bool Lost { get; private set; }

    /// <summary>Writes a value; the triggers journal the key as its tag.</summary>
    public SimulatedTransaction Write(string key, long? value)
    {
        if (!_writes.ContainsKey(key) && database.IsLocked(key)) throw new InvalidOperationException($"'{key}' is locked by another transaction.");
        _writes[key] = value;
        return Touch(key);
    }

    /// <summary>Journals tags.</summary>
    public SimulatedTransaction Touch(params string[] tags)
    {
        _tags.UnionWith(tags);
        return this;
    }

    /// <summary>Makes writes and journal row visible in one moment.</summary>
    public JournalPosition Commit() => database.End(this, commit: true);

    /// <summary>Ends without a trace, but for its id.</summary>
    public void RollBack() => database.End(this, commit: false);

    internal void Lose() => Lost = true;
}
