using System.Diagnostics;
using AIKernel.Caching.Memory;

namespace AIKernel.Caching.Reading;

/// <summary>Reads of several keys: one look into memory each, one read of the shared tier, one call of the source.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<TValue>> GetManyAsync(IReadOnlyList<TArgs> args, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<TArgs, TValue>(args.Count);
        foreach (var one in args)
            if (_memory.Peek(one) is { } entry && IsServable(entry))
            {
                entry.MarkVisited();
                if (answers.TryAdd(one, entry.Value)) Note(entry, CacheOutcome.Memory);
            }
        var missing = args.Where(one => !answers.ContainsKey(one)).Distinct().ToList();
        if (missing.Count > 0) await ReadThroughAsync(missing, answers, cancellationToken);
        return [.. args.Select(one => answers[one])];
    }

    private async ValueTask ReadThroughAsync(List<TArgs> missing, Dictionary<TArgs, TValue> answers, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var keys = missing.ConvertAll(one => _key(one));
        if (IsCertified && await _services.Shared.GetManyAsync(keys) is { } frames)
            for (var i = 0; i < keys.Count; i++)
                if (frames[i] is { } bytes && Accept(missing[i], bytes, keys[i]) is { } entry)
                {
                    answers[missing[i]] = entry.Value;
                    Note(entry, CacheOutcome.Shared);
                }
        var unknown = missing.FindAll(one => !answers.ContainsKey(one));
        if (unknown.Count > 0) await LoadManyAsync(unknown, answers, cancellationToken);
        _latency.Record(Stopwatch.GetElapsedTime(started), unknown.Count > 0 ? CacheOutcome.Miss : CacheOutcome.Shared);
    }

    private async ValueTask LoadManyAsync(List<TArgs> unknown, Dictionary<TArgs, TValue> answers, CancellationToken cancellationToken)
    {
        if (_loadMany is null) throw new InvalidOperationException($"Operation '{_statistics.Operation}' declares no LoadMany.");
        var stamp = _services.Table.Stamp; // before the question, as in LoadAsync
        var certified = IsCertified;
        var values = await _loadMany(unknown, cancellationToken);
        if (values.Count != unknown.Count) throw new InvalidOperationException($"The source of '{_statistics.Operation}' answered {values.Count} of {unknown.Count} questions.");
        for (var i = 0; i < values.Count; i++)
        {
            _statistics.Misses.Increment();
            answers[unknown[i]] = values[i];
            var entry = stamp is null || !certified || CacheTrace.KeepsNothing
                ? _codec.Unstamped(unknown[i], values[i])
                : await PublishAsync(unknown[i], values[i], _key(unknown[i]), stamp);
            CacheTrace.Report(certified ? CacheOutcome.Miss : CacheOutcome.Uncertified, entry.LoadedAt);
        }
    }

    private void Note(MemoryEntry<TArgs, TValue> entry, CacheOutcome outcome)
    {
        if (outcome == CacheOutcome.Memory) _statistics.MemoryHits.Increment();
        CacheTrace.Report(outcome, entry.LoadedAt);
    }
}
