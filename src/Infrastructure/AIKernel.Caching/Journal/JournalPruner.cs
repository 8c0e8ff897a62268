using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Journal;

/// <summary>
/// Keeps the journal to its window. Every node prunes; doing it twice is harmless. What a node has not read before it
/// was pruned is covered by the low-water mark, which rises in the same transaction.
/// </summary>
internal sealed class JournalPruner(IInvalidationJournal journal, CacheOptions options, TimeProvider time, ILogger<JournalPruner> log) : BackgroundService
{
    private const int RunsPerWindow = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.JournalRetention / RunsPerWindow, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await journal.PruneAsync(options.JournalRetention, stoppingToken);
            }
            catch (Exception exception)
            {
                if (stoppingToken.IsCancellationRequested) return;
                CacheLog.PruneFailed(log, exception);
            }
        }
    }
}
