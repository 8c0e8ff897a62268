using System.Collections.Concurrent;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Reading;

/// <summary>Binds definitions to sources, and ends writes with a catch-up.</summary>
internal sealed class Cache<TClock>(CacheServices<TClock> services, IJournalView journal, CacheMetrics metrics, ILogger<Cache<TClock>> log) : ICache
    where TClock : struct, IKernelClock
{
    private readonly ConcurrentDictionary<string, bool> _bound = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public CachedOperation<TArgs, TValue> Bind<TSource, TArgs, TValue>(OperationDefinition<TSource, TArgs, TValue> definition, TSource source)
        where TArgs : notnull
    {
        if (definition.Policy.FindFault() is { } fault) throw new ArgumentException($"Operation '{definition.FullName}': {fault}", nameof(definition));
        if (!_bound.TryAdd(definition.FullName, true)) throw new InvalidOperationException($"Operation '{definition.FullName}' is bound already.");
        var stem = $"{services.Options.InstanceName}:{services.Options.KeyVersion}.{definition.Serializer.Fingerprint}:{definition.Prefix}:{definition.Name}:";
        var (key, load, loadMany) = (definition.Key, definition.Load, definition.LoadMany);
        var path = new ReadPath<TArgs, TValue, TClock>(new(
            definition.FullName,
            definition.Policy,
            definition.Serializer,
            definition.Tags,
            definition.LifetimeOf,
            definition.CompressionOf,
            definition.Weigh,
            Key: args => KeyParameters.Write(stem, key, args),
            Load: (args, cancellationToken) => load(source, args, cancellationToken),
            LoadMany: loadMany is null ? null : (args, cancellationToken) => loadMany(source, args, cancellationToken),
            metrics.Latency(definition.FullName)), services);
        return services.Log.IsEnabled(LogLevel.Trace) ? path.WithLoggedHits() : path;
    }

    /// <inheritdoc/>
    public async ValueTask<TResult> WriteAsync<TResult>(ValueTask<TResult> write)
    {
        var result = await write;
        await CatchUpAsync();
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<TResult> WriteAsync<TResult>(Func<ValueTask<TResult>> write, Func<TResult, IReadOnlyList<WrittenAnswer>> answers)
    {
        // Before the write. A change that its outcome lacks had not ended by then, or else the write would have seen it.
        var before = services.Table.Stamp;
        var result = await write();
        if (await CatchUpAsync() && before is not null) await KeepAsync(answers, result, before);
        return result;
    }

    private async ValueTask KeepAsync<TResult>(Func<TResult, IReadOnlyList<WrittenAnswer>> answers, TResult result, JournalStamp before)
    {
        try
        {
            await Task.WhenAll(answers(result).Select(answer => answer.KeepAsync(before).AsTask()));
        }
        catch (Exception)
        {
            // What the author of an operation says of its answers or keys failed; the write has happened, and is told.
            services.Statistics.EncodingFaults.Increment();
        }
    }

    private async ValueTask<bool> CatchUpAsync()
    {
        try
        {
            // Not under the caller's token: the write has happened, whoever still listens.
            await journal.CatchUpAsync(CancellationToken.None);
            // For nodes that the database's own notification reaches later. Nobody waits for it, and it never throws.
            _ = services.Shared.HintAsync().AsTask();
            return true;
        }
        catch (Exception exception)
        {
            services.Table.Decertify();
            CacheLog.CatchUpFailed(log, exception);
            return false;
        }
    }
}
