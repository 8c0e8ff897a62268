using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>One journalled change, in words.</summary>
internal sealed record JournalEvent(ulong Sequence, string[] Tags);

/// <summary>What was journalled since a point, and how far that is. Not complete: too much of it, or some of it is no longer kept.</summary>
internal sealed record JournalNews(JournalPoint Until, bool Complete, IReadOnlyList<JournalEvent> Events);

/// <summary>Reads the journal for people: with the tags' words, which nodes do not need.</summary>
internal sealed class JournalEvents(NpgsqlDataSource database)
{
    /// <summary>Whoever has missed more had better begin anew.</summary>
    public const int MaxEvents = 10_000;

    private const int MaxTags = 1_000;

    // One statement, hence one snapshot: what became visible since the snapshot before is in it, exactly once.
    private const string ReadStatement = """
        select pg_current_snapshot()::text, journal.epoch(), state.low_water, null::xid8, null::text[] from journal.state as state
        union all select null, null, null, xid, tags from (
            select xid, tags from journal.entries where xid >= $1
            union all select xid, tags from journal.entries where xid = any($2) limit $3) news
        """;

    private const string PointStatement = "select pg_current_snapshot()::text, journal.epoch()";

    /// <summary>Where the journal is now.</summary>
    public async Task<JournalPoint> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PointStatement);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return PointOf(reader);
    }

    /// <summary>What was journalled since, the oldest first.</summary>
    public async Task<JournalNews> ReadAsync(JournalPoint since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadStatement);
        command.Parameters.Add(new() { Value = since.Seen.End, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = since.Seen.InProgress.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxEvents + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        JournalPoint? until = null;
        var (lowWater, events) = (0UL, new List<JournalEvent>());
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0)) events.Add(new(reader.GetFieldValue<ulong>(3), reader.GetFieldValue<string[]>(4)));
            else (until, lowWater) = (PointOf(reader), reader.GetFieldValue<ulong>(2));
        }
        var now = until ?? throw new InvalidOperationException("The journal's state row is missing.");
        // Rows below the mark may be gone, and those of another history mean nothing here; so does a point that is yet to come.
        var complete = since.Epoch == now.Epoch && since.Seen.Horizon >= lowWater && since.Seen.End <= now.Seen.End && events.Count <= MaxEvents;
        return new(now, complete, complete ? Merge(events) : []);
    }

    /// <summary>In order, the statements of a transaction as one event, unless that would be very long.</summary>
    private static List<JournalEvent> Merge(List<JournalEvent> rows)
    {
        var merged = new List<JournalEvent>();
        foreach (var row in rows.OrderBy(static one => one.Sequence))
        {
            if (merged.Count > 0 && merged[^1].Sequence == row.Sequence && merged[^1].Tags.Length + row.Tags.Length <= MaxTags)
                merged[^1] = row with { Tags = [.. merged[^1].Tags.Union(row.Tags, StringComparer.Ordinal)] };
            else merged.Add(row);
        }
        return merged;
    }

    private static JournalPoint PointOf(NpgsqlDataReader reader)
    {
        // xmin:xmax:xip,xip,…
        var parts = reader.GetString(0).Split(':');
        ulong[] open = parts[2].Length == 0 ? [] : Array.ConvertAll(parts[2].Split(','), Parse);
        return new(unchecked((ulong)reader.GetInt64(1)), new(Parse(parts[0]), Parse(parts[1]), open));

        static ulong Parse(string number) => ulong.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
