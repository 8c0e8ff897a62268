using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Strategies;

/// <summary>
/// Deletes values that ended a while ago, a few at a time. Every node does it; what one has deleted, another does not find.
/// Where values are written behind, what is left of a removed one must outlast every write before it that is still in the
/// log: it is what keeps that from coming back.
/// </summary>
internal sealed class KeyedSweeper(IKeyedStore store, KeyedOptions options, TimeProvider time, ILogger<KeyedSweeper> logger, IWriteBehindLog? log = null) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RestBesideLog = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SweepInterval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault)
            {
                if (stoppingToken.IsCancellationRequested) return;
                KeyedLog.SweepFailed(logger, fault);
            }
        }
    }

    /// <summary>Deletes everything that may go now; how much that was.</summary>
    internal async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        // Before the first look: what comes into the log later is above it.
        var below = log is null ? (long?)null : await FirstAsync(cancellationToken);
        var before = time.GetUtcNow() - (log is null ? Rest : RestBesideLog);
        for (long swept = 0; ;)
        {
            var count = await store.SweepAsync(before, below, cancellationToken);
            swept += count;
            if (count == 0) return swept;
        }
    }

    private async Task<long> FirstAsync(CancellationToken cancellationToken)
    {
        var next = (await log!.NextAsync(0, cancellationToken)).Sequence;
        var first = await log.ReadAsync(0, 1, cancellationToken);
        return first.Count > 0 ? Math.Min(first[0].Sequence, next) : next;
    }
}
