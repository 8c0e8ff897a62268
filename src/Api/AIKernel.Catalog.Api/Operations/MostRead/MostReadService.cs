using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.MostRead;

/// <summary>Shares what was read with the other nodes now and then, and once more at the end; lets old reads fade.</summary>
internal sealed class MostReadService(MostReadList list, ReadCounts counts, IOptions<OperationsConfiguration> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ShareAsync(stoppingToken), FadeAsync(stoppingToken));

    private async Task ShareAsync(CancellationToken stoppingToken)
    {
        if (options.Value.MostReadIntervalSeconds == 0) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.MostReadIntervalSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await list.ShareAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await list.ShareAsync(patience.Token);
        }
    }

    private async Task FadeAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(HalfLife, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) counts.Halve();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }
}
