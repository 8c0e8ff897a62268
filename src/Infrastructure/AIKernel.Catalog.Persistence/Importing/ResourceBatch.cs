using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>
/// One batch of resource changes within the transaction of the connection: look without locks (a repeated import
/// finds nothing to do), lock and write what differs, and look again at what another writer was faster with.
/// </summary>
internal sealed class ResourceBatch(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
{
    private readonly Dictionary<int, BulkOutcome> _outcomes = [];
    private readonly ResourceStatements _statements = new(connection, now, cancellationToken);

    public async Task<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch)
    {
        // In order of the key, so that two imports of the same names wait for each other instead of locking crosswise.
        List<Line> pending = [.. batch.Select(static line => new Line(line)).OrderBy(static line => line.Key, StringComparer.Ordinal)];
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            if (attempt > WriteTransactions.Attempts) throw new InvalidOperationException("Other writers keep changing the same resources.");
            pending = await PassAsync(pending);
        }
        return [.. batch.Select(line => _outcomes[line.Line])];
    }

    /// <summary>Settles what it can; returns what has to be looked at again.</summary>
    private async Task<List<Line>> PassAsync(List<Line> pending)
    {
        var holders = await _statements.FindHoldersAsync(pending);
        var fresh = new List<Line>();
        var differing = new List<(Line Line, Holder Holder)>();
        var absent = new List<Line>();
        foreach (var line in pending)
        {
            var holder = holders.GetValueOrDefault(line.Key);
            if (line.Expected is { } expected && expected != holder?.Revision) Refuse(line, BulkCodes.RevisionConflict, Conflict(line, holder));
            else if (holder is null && line.Content is null) absent.Add(line);
            else if (holder is null) fresh.Add(line);
            else if (line.Hash == holder.ContentHash) Settle(line, BulkStatus.Unchanged, holder.Id);
            else differing.Add((line, holder));
        }
        await SettleAbsentAsync(absent);
        return [.. await ChangeAsync(differing), .. await InsertAsync(fresh)];
    }

    private async Task SettleAbsentAsync(List<Line> lines)
    {
        if (lines.Count == 0) return;
        var deleted = await _statements.FindDeletedAsync(lines);
        foreach (var line in lines)
        {
            if (deleted.TryGetValue(line.Key, out var id)) Settle(line, BulkStatus.Unchanged, id);
            else Refuse(line, BulkCodes.NotFound, $"There is no resource {line.Reference}.");
        }
    }

    private async Task<List<Line>> ChangeAsync(List<(Line Line, Holder Holder)> differing)
    {
        if (differing.Count == 0) return [];
        var locked = await _statements.LockAsync([.. differing.Select(static change => change.Holder.Id)]);
        var again = new List<Line>();
        var updates = new List<Change>();
        var deletes = new List<Guid>();
        foreach (var (line, holder) in differing)
        {
            if (!locked.TryGetValue(holder.Id, out var row) || row.Revision != holder.Revision || row.DeletedAt is not null) again.Add(line);
            else if (line.Content is { } content) updates.Add(new(line, row, content));
            else
            {
                deletes.Add(holder.Id);
                Settle(line, BulkStatus.Deleted, holder.Id);
            }
        }
        await _statements.UpdateAsync(updates);
        await _statements.DeleteAsync(deletes);
        foreach (var update in updates) Settle(update.Line, BulkStatus.Updated, update.Before.Id);
        return again;
    }

    private async Task<List<Line>> InsertAsync(List<Line> fresh)
    {
        if (fresh.Count == 0) return [];
        var created = await _statements.InsertAsync(fresh);
        foreach (var line in fresh)
            if (created.TryGetValue(line.Key, out var id)) Settle(line, BulkStatus.Created, id);
        return [.. fresh.Where(line => !created.ContainsKey(line.Key))];
    }

    private void Settle(Line line, BulkStatus status, Guid id) => _outcomes.Add(line.Number, new(line.Number, status, id));

    private void Refuse(Line line, string code, string detail) => _outcomes.Add(line.Number, new(line.Number, BulkStatus.Failed, null, code, detail));

    private static string Conflict(Line line, Holder? holder) => holder is null
        ? $"{line.Reference} does not exist, but revision {line.Expected} was expected."
        : $"{line.Reference} has revision {holder.Revision}, but {line.Expected} was expected.";

    /// <summary>A line with what is needed of it more than once.</summary>
    internal sealed class Line(BulkResource line)
    {
        public int Number => line.Line;
        public ResourceReference Reference => line.Reference;
        public ResourceContent? Content => line.Content;
        public long? Expected => line.ExpectedRevision;
        public string Key { get; } = line.Reference.Key;
        public string? Hash { get; } = line.Content is null ? null : ContentHash.Of(line.Content);
    }

    /// <summary>The live resource under a key.</summary>
    internal sealed record Holder(Guid Id, long Revision, string ContentHash);

    /// <summary>A locked resource and its new content.</summary>
    internal sealed record Change(Line Line, Resource Before, ResourceContent After);
}
