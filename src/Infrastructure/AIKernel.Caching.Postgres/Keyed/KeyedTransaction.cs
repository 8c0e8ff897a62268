using System.Text.Json;
using AIKernel.Caching.Strategies;
using Npgsql;

namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>A key with the sequence of what happened to it.</summary>
internal readonly record struct KeySequence(string Key, long Sequence);

/// <summary>One transaction of changes to keyed values.</summary>
internal sealed class KeyedTransaction
{
    private const int Attempts = 8;
    private const int DependentsAtOnce = 1_000;
    private const string SequenceNeeded = "KW001";

    private readonly NpgsqlConnection _connection;
    private readonly DateTimeOffset _now;
    private readonly bool _always;
    private readonly CancellationToken _cancellationToken;

    private KeyedTransaction(NpgsqlConnection connection, long sequence, bool always, DateTimeOffset now, CancellationToken cancellationToken) =>
        (_connection, Sequence, _always, _now, _cancellationToken) = (connection, sequence, always, now, cancellationToken);

    /// <summary>The sequence of what it does.</summary>
    public long Sequence { get; }

    /// <summary>Runs the work as one transaction; again, where it lost a race to another one that did not.</summary>
    /// <param name="database">The database.</param>
    /// <param name="order">The sequence, or null to be given one: whatever is there then gives way.</param>
    /// <param name="now">The time.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<T> RunAsync<T>(NpgsqlDataSource database, long? order, DateTimeOffset now, Func<KeyedTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var take = new NpgsqlCommand(KeyedStatements.TakeSequence, connection) { Parameters = { KeyedParameters.Number(order) } };
                var sequence = (long)(await take.ExecuteScalarAsync(cancellationToken))!;
                var result = await work(new(connection, sequence, order is null, now, cancellationToken));
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException lost) when (attempt < Attempts && lost.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Nothing of the attempt is left.
            }
            catch (PostgresException unordered) when (unordered.SqlState == SequenceNeeded)
            {
                throw new SequenceNeededException();
            }
            catch (PostgresException refused) when (IsRefusal(refused.SqlState))
            {
                // The server's words name the rule; what follows them may quote the value.
                throw new ValueRefusedException($"the database refuses it ({refused.SqlState}: {refused.ConstraintName ?? refused.MessageText})", refused);
            }
        }
    }

    /// <summary>Writes values; those that were written, with the sequences they have now.</summary>
    public Task<IReadOnlyList<KeySequence>> WriteAsync(IReadOnlyList<StoredWrite> writes, IReadOnlyList<long>? sequences) => ReadAsync(KeyedStatements.Write,
        KeyedParameters.Texts(writes.Select(static write => write.Key)),
        KeyedParameters.Texts(writes.Select(static write => write.Value is { } value ? System.Text.Encoding.UTF8.GetString(value.Utf8.Span) : null)),
        KeyedParameters.Times(writes.Select(static write => write.ExpiresAt)),
        KeyedParameters.Texts(writes.Select(static write => Json(write.Tags))),
        KeyedParameters.Texts(writes.Select(static write => Json(write.Dependencies))),
        KeyedParameters.Texts(writes.Select(static write => write.Policy)),
        KeyedParameters.Numbers(sequences ?? Enumerable.Repeat(Sequence, writes.Count)),
        KeyedParameters.Flag(_always));

    /// <summary>Ends what is selected, at most so much of it.</summary>
    public Task<IReadOnlyList<KeySequence>> EndAsync(KeyedSelection selection, int atMost) => ReadAsync(KeyedStatements.End,
        KeyedParameters.Time(_now), KeyedParameters.Flag(_always), KeyedParameters.Number(Sequence),
        KeyedParameters.Texts(selection.Keys), KeyedParameters.Texts(selection.Tags), KeyedParameters.Texts(selection.Patterns.Select(static pattern => pattern.Like)), KeyedParameters.Number(atMost));

    /// <summary>
    /// Ends what depends on these keys, and what depends on that, and so on; how many values. What has ended is not found
    /// again, so a circle of dependencies comes to an end, and each counts once.
    /// </summary>
    public async Task<int> EndDependentsAsync(IReadOnlyList<KeySequence> from, Func<string, IEnumerable<KeyPattern>> byRule, IReadOnlyList<string> stay)
    {
        var ended = 0;
        for (var open = new Queue<KeySequence>(from); open.Count > 0;)
        {
            var some = new List<KeySequence>(DependentsAtOnce);
            while (some.Count < DependentsAtOnce && open.TryDequeue(out var one)) some.Add(one);
            var patterns = some.SelectMany(one => byRule(one.Key).Select(pattern => (pattern.Like, one.Sequence)))
                .GroupBy(static pair => pair.Like, static pair => pair.Sequence).Select(static group => (Like: group.Key, Range: KeyRange.Of(new(group.Key)), Sequence: group.Max())).ToList();
            var (ranges, others) = (patterns.FindAll(static pattern => pattern.Range is not null), patterns.FindAll(static pattern => pattern.Range is null));
            var hit = await ReadAsync(KeyedStatements.EndDependents, KeyedParameters.Time(_now), KeyedParameters.Flag(_always),
                KeyedParameters.Texts(some.Select(static one => one.Key)), KeyedParameters.Numbers(some.Select(static one => one.Sequence)),
                KeyedParameters.Texts(ranges.Select(static range => range.Range!.Value.Low)), KeyedParameters.Texts(ranges.Select(static range => range.Range!.Value.High)), KeyedParameters.Numbers(ranges.Select(static range => range.Sequence)),
                KeyedParameters.Texts(others.Select(static pattern => pattern.Like)), KeyedParameters.Numbers(others.Select(static pattern => pattern.Sequence)),
                KeyedParameters.Texts(stay));
            foreach (var one in hit) open.Enqueue(one);
            ended += hit.Count;
        }
        return ended;
    }

    private async Task<IReadOnlyList<KeySequence>> ReadAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        var rows = new List<KeySequence>();
        while (await reader.ReadAsync(_cancellationToken)) rows.Add(new(reader.GetString(0), reader.GetInt64(1)));
        return rows;
    }

    private static string Json(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts);

    // A value that cannot be one, a rule it breaks, a limit it exceeds, a trigger's objection. Not a table that is missing:
    // that is nothing the value can be blamed for.
    private static bool IsRefusal(string state) => state[..2] is "22" or "23" or "54" or "P0";
}
