using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>
/// Loads resources through the cache, so that they are in memory and in Redis afterwards. One that fails stops no other: it
/// is counted and logged.
/// </summary>
internal sealed class Warmer
{
    private const string MeterName = "AIKernel.Caching.WarmUp";

    private readonly IResourceRepository _resources;
    private readonly ILogger<Warmer> _log;
    private readonly Counter<long> _count;

    public Warmer(IResourceRepository resources, IMeterFactory meters, ILogger<Warmer> log)
    {
        (_resources, _log) = (resources, log);
        _count = meters.Create(MeterName).CreateCounter<long>("aikernel.cache.warmup.resources", null, "Resources loaded ahead of their readers, by outcome.");
    }

    /// <summary>Loads each, so many side by side; whatever the cancellation leaves undone is told as such.</summary>
    public async Task<WarmUpResult> WarmAsync(IReadOnlyCollection<WarmUpKey> keys, int parallelism, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<WarmUpFailure>();
        // Not under the token: a key whose turn never comes has failed too.
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, async (key, _) =>
        {
            var reason = await LoadAsync(key, cancellationToken);
            _count.Add(1, new KeyValuePair<string, object?>("outcome", reason ?? "warmed"));
            if (reason is not null) failures.Enqueue(new(key.Text, reason));
        });
        return new(keys.Count - failures.Count, [.. failures.OrderBy(static failure => failure.Key, StringComparer.Ordinal)]);
    }

    private async Task<string?> LoadAsync(WarmUpKey key, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            // By its id too, since that is how most readers ask.
            var id = key.Id ?? (await _resources.GetByReferenceAsync(key.Reference!, cancellationToken))?.Id;
            return id is not null && await _resources.GetAsync(id.Value, cancellationToken) is { DeletedAt: null } ? null : WarmUpFailure.NotFound;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return WarmUpFailure.OutOfTime;
        }
        catch (Exception fault)
        {
            ApiLog.WarmUpOfOneFailed(_log, fault);
            return WarmUpFailure.Failed;
        }
    }
}
