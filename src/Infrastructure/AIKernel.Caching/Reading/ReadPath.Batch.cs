using System.Diagnostics;
using AIKernel.Caching.Flights;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Reading;

/// <summary>
/// Reads of several keys: one look into memory each, one read of the shared tier and one call of the source for what
/// nobody is loading yet. Whatever is under way, alone or in another batch, is joined.
/// </summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<TValue>> GetManyAsync(IReadOnlyList<TArgs> args, CancellationToken cancellationToken)
    {
        var answers = new TValue[args.Count];
        List<int>? missing = null;
        for (var i = 0; i < answers.Length; i++)
        {
            if (_memory.Peek(args[i]) is { } entry && (IsServable(entry, out var now) || IsServableWhileRefreshed(entry, out now))) answers[i] = Hit(entry, now);
            else (missing ??= []).Add(i);
        }
        return missing is null ? new(answers) : ReadThroughAsync(args, answers, missing, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<TValue>> ReadThroughAsync(IReadOnlyList<TArgs> args, TValue[] answers, List<int> missing, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        using var span = CacheActivity.StartRead(_statistics.Operation);
        var places = missing.ToLookup(i => args[i]);
        var landings = await LandManyAsync([.. places.Select(static place => place.Key)], cancellationToken);
        var worst = CacheOutcome.None;
        foreach (var (key, landing) in landings)
        {
            foreach (var i in places[key]) answers[i] = landing.Entry.Value;
            CacheTrace.Report(landing.Outcome, landing.Entry.LoadedAt);
            if (_log.IsEnabled(LogLevel.Trace)) LogRead(key, landing);
            if (landing.Outcome > worst) worst = landing.Outcome;
        }
        span.Succeed(worst);
        _latency.Record(Stopwatch.GetElapsedTime(started), worst);
        return answers;
    }

    private async ValueTask<Dictionary<TArgs, Landing>> LandManyAsync(List<TArgs> keys, CancellationToken cancellationToken)
    {
        if (_loadMany is null) throw new InvalidOperationException($"Operation '{_statistics.Operation}' declares no LoadMany.");
        var landings = new Dictionary<TArgs, Landing>(keys.Count);
        if (CacheTrace.LoadsNothing)
        {
            foreach (var key in keys) landings[key] = await FindAsync(key);
            return landings;
        }
        var alone = keys; // what no flight is taken for
        if (IsCertified && !CacheTrace.KeepsNothing) alone = await FlyManyAsync(keys, landings, cancellationToken);
        if (alone.Count > 0) await LoadManyAsync(alone, keep: !CacheTrace.KeepsNothing, shared: true, (i, landing) => { lock (landings) landings[alone[i]] = landing; }, cancellationToken);
        return landings;
    }

    /// <summary>Begins or joins a flight for each key; what is left over was joined, but is too old for this caller.</summary>
    private async ValueTask<List<TArgs>> FlyManyAsync(List<TArgs> keys, Dictionary<TArgs, Landing> landings, CancellationToken cancellationToken)
    {
        List<Flight<TArgs, Landing>> begun = [], joined = [];
        foreach (var key in keys)
        {
            var flight = _flights.JoinOrBegin(key, out var mine);
            (mine ? begun : joined).Add(flight);
        }
        // The joined ones are waited for from here on, so that whatever happens below each of them is left again.
        var others = Task.WhenAll(joined.Select(flight => flight.WaitAsync(cancellationToken).AsTask()));
        SharedWork.Observe(others);
        if (begun.Count > 0)
            Add(landings, begun.ConvertAll(static flight => flight.Key), await new BatchFlight<TArgs, Landing>(begun).FlyAsync(FetchManyAsync, cancellationToken));
        var joinedLandings = await others;
        List<TArgs> leftOver = [];
        for (var i = 0; i < joined.Count; i++)
        {
            if (!IsGoodForJoiner(joinedLandings[i])) leftOver.Add(joined[i].Key);
            else if (landings.TryAdd(joined[i].Key, joinedLandings[i])) _statistics.FlightsJoined.Increment();
        }
        return leftOver;
    }

    /// <summary>One load of many flights: one read of the shared tier, one call of the source. Each lands as soon as its answer is there.</summary>
    private async ValueTask<IReadOnlyList<Landing>> FetchManyAsync(IReadOnlyList<Flight<TArgs, Landing>> flights, CancellationToken cancellationToken)
    {
        var landings = new Landing[flights.Count];
        var keys = flights.Select(flight => _key(flight.Key)).ToArray();
        var shared = await _services.Shared.GetManyAsync(keys);
        if (!shared.Answered) LogNoAnswer(keys[0]); // one question, one event: of many keys the first stands for all
        List<int> unknown = [];
        for (var i = 0; i < keys.Length; i++)
        {
            if (Accept(flights[i].Key, shared.Value?[i], keys[i]) is not { } entry) unknown.Add(i);
            else flights[i].Land(landings[i] = new(entry, CacheOutcome.Shared));
        }
        if (unknown.Count == 0) return landings;
        await LoadManyAsync(unknown.ConvertAll(i => flights[i].Key), keep: true, shared.Answered, (n, landing) => flights[unknown[n]].Land(landings[unknown[n]] = landing), cancellationToken);
        return landings;
    }

    private async ValueTask LoadManyAsync(List<TArgs> args, bool keep, bool shared, Action<int, Landing> land, CancellationToken cancellationToken)
    {
        var stamp = _table.Stamp; // before the question, as in LoadAsync
        var certified = stamp is not null && IsCertified;
        var outcome = certified ? CacheOutcome.Miss : CacheOutcome.Uncertified;
        try
        {
            var values = await AskManyAsync(args, cancellationToken);
            // All at once: as many round trips to the shared tier as there are entries would take long.
            await Task.WhenAll(values.Select(async (value, i) => land(i, new(keep && certified
                ? await PublishAsync(args[i], value, new(_key(args[i]), shared), stamp!)
                : _codec.Unstamped(args[i], value), outcome))));
        }
        catch (Exception fault) when (_policy.FailSafe > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(args.Select(async (one, i) => land(i, await ReviveAsync(one, fault))));
        }
    }

    private async ValueTask<IReadOnlyList<TValue>> AskManyAsync(List<TArgs> args, CancellationToken cancellationToken)
    {
        using var span = CacheActivity.StartLoad(_statistics.Operation);
        var values = await _loadMany!(args, cancellationToken);
        if (values.Count != args.Count) throw new InvalidOperationException($"The source of '{_statistics.Operation}' answered {values.Count} of {args.Count} questions.");
        span.Succeed(CacheOutcome.Miss);
        _statistics.Misses.Add(args.Count);
        return values;
    }

    private static void Add(Dictionary<TArgs, Landing> landings, List<TArgs> keys, IReadOnlyList<Landing> landed)
    {
        for (var i = 0; i < keys.Count; i++) landings[keys[i]] = landed[i];
    }
}
