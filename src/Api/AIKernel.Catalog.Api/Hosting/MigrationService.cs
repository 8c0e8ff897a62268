using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// Brings the database to this version's form. The first attempt comes before every
/// other service, so that the journal's follower finds what it is to read. It holds the start up for moments only: a
/// process whose database is away is alive, says so, and begins to serve when the database is back.
/// </summary>
internal sealed class MigrationService(
    DatabaseForm form, MigrationState state, TimeProvider time, ILogger<MigrationService> log) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The first attempt.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, Patience, Timeout.InfiniteTimeSpan);
        await TryAsync(FirstPause, limit.Token, cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (state.Done) return;
        for (var pause = FirstPause; !await TryAsync(pause, stoppingToken, stoppingToken); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            await Task.Delay(pause, time, stoppingToken);
    }

    private async Task<bool> TryAsync(TimeSpan pause, CancellationToken cancellationToken, CancellationToken stopping)
    {
        try
        {
            // The client hears nothing of a cancellation while it waits for a server's first answer, for up to its own 15 s. What is
            // left to its end then may meet the next attempt: the script takes its turn, as it does among nodes.
            await form.ApplyAsync(cancellationToken).WaitAsync(cancellationToken);
            state.MarkDone();
            ApiLog.Migrated(log);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            if (DatabaseFaults.IsOutage(fault)) ApiLog.MigrationWaits(log, DatabaseFaults.Name(fault), pause.TotalSeconds);
            else ApiLog.MigrationFailed(log, pause.TotalSeconds, fault);
            return false;
        }
    }
}
