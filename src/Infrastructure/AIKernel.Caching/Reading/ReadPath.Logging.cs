using System.Security.Cryptography;
using System.Text;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Reading;

/// <summary>
/// The log of single reads: <c>cache_hit</c> and <c>cache_miss</c> at Trace, <c>cache_error</c> at Debug, each with its key.
/// Keys of sensitive operations and of entries with sensitive tags are told as a hash.
/// </summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    /// <summary>
    /// The same operation with an event for each hit in memory. Another object, so that the one without pays nothing, not
    /// even a look at the level: whoever wants the events sets the level before the operation is bound.
    /// </summary>
    public CachedOperation<TArgs, TValue> WithLoggedHits() => new Logged(this);

    private void LogRead(TArgs args, Landing landing)
    {
        var key = Told(_key(args), _codec.IsSensitive(landing.Entry.Tags));
        if (landing.Outcome is CacheOutcome.Miss or CacheOutcome.Uncertified) CacheLog.Miss(_log, key, _statistics.Operation);
        else CacheLog.Hit(_log, key, landing.Outcome == CacheOutcome.Shared ? "redis" : "memory", _statistics.Operation);
    }

    /// <param name="key">The key that the shared tier was asked about.</param>
    /// <param name="tags">Those of its entry, where they are known.</param>
    private void LogNoAnswer(string key, params ulong[] tags)
    {
        if (_services.Shared.State != SharedTierState.None) LogError(key, "NoAnswer", tags);
    }

    private void LogError(string key, string fault, params ulong[] tags)
    {
        if (_log.IsEnabled(LogLevel.Debug)) CacheLog.Error(_log, Told(key, _codec.IsSensitive(tags)), "redis", _statistics.Operation, fault);
    }

    private static string Told(string key, bool sensitive) =>
        sensitive ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8))}" : key;

    private sealed class Logged(ReadPath<TArgs, TValue, TClock> path) : CachedOperation<TArgs, TValue>
    {
        public override ValueTask<TValue> GetAsync(TArgs args, CancellationToken cancellationToken)
        {
            if (path._memory.Peek(args) is not { } entry || !(path.IsServable(entry, out var now) || path.IsServableWhileRefreshed(entry, out now)))
                return path.ReadThroughAsync(args, cancellationToken);
            path.LogRead(args, new(entry, CacheOutcome.Memory));
            return new(path.Hit(entry, now));
        }

        public override ValueTask<IReadOnlyList<TValue>> GetManyAsync(IReadOnlyList<TArgs> args, CancellationToken cancellationToken)
        {
            foreach (var one in args)
                if (path._memory.Peek(one) is { } entry && path.IsServable(entry, out _)) path.LogRead(one, new(entry, CacheOutcome.Memory));
            return path.GetManyAsync(args, cancellationToken);
        }

        internal override ValueTask<bool> PlaceAsync(IReadOnlyList<TArgs> args, bool memory, CancellationToken cancellationToken) => path.PlaceAsync(args, memory, cancellationToken);

        internal override ValueTask KeepAsync(TArgs args, TValue value, JournalPosition write, JournalStamp before) => path.KeepAsync(args, value, write, before);
    }
}
