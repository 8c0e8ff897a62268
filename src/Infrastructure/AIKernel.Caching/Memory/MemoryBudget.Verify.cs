namespace AIKernel.Caching.Memory;

internal sealed partial class MemoryBudget
{
    /// <summary>
    /// Walks queues and tables while nobody changes anything and returns what is wrong: nothing, or the engine has a bug.
    /// Every link has its counterpart, every queued entry is the one its table finds for the key, nothing else is in a
    /// table, and what was counted is what is there.
    /// </summary>
    internal IReadOnlyList<string> Verify()
    {
        lock (_lock)
        {
            var faults = new List<string>();
            var queued = _order.Walk(faults).ToHashSet(ReferenceEqualityComparer.Instance);
            VerifyCounts([.. queued.Cast<MemoryEntry>()], faults);
            var linked = 0;
            for (var number = 0; number < _tables.Count; number++) linked += VerifyTable(number, queued, faults);
            if (linked != queued.Count) faults.Add($"{linked} entries are in tables, {queued.Count} in queues.");
            return faults;
        }
    }

    private void VerifyCounts(IReadOnlyCollection<MemoryEntry> queued, List<string> faults)
    {
        if (queued.Count != _entries) faults.Add($"{_entries} entries were counted, {queued.Count} are there.");
        if (queued.Sum(static entry => entry.Size) is var bytes && bytes != _bytes) faults.Add($"{_bytes} bytes were counted, {bytes} are there.");
        if (_bytes > Limit || _entries > _mostEntries) faults.Add($"{_bytes} bytes and {_entries} entries are above the limit.");
        if (queued.Any(entry => entry.Size > Limit)) faults.Add("An entry is larger than the limit.");
    }

    private int VerifyTable(int number, HashSet<object?> queued, List<string> faults)
    {
        var (table, linked) = (_tables[number], 0);
        foreach (var entry in table.Walk())
        {
            if (++linked > _entries)
            {
                faults.Add($"A chain of table {number} is a ring.");
                break;
            }
            if (entry.Table != number || !table.Finds(entry)) faults.Add($"An entry in table {number} is not what its key finds.");
            if (!queued.Contains(entry)) faults.Add($"An entry in table {number} is not in a queue.");
        }
        if (linked != table.Count) faults.Add($"Table {number} counted {table.Count} entries and holds {linked}.");
        return linked;
    }
}
