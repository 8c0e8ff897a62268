using AIKernel.Caching.Redis.State;
using AIKernel.Catalog.Api.Hosting;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>
/// Loads what is read most: once when the database is migrated, before the node is ready, for no longer than the deadline;
/// then again at every interval, on one node for all while they share a Redis, since what it loads is then in reach of all.
/// </summary>
internal sealed class WarmUpService(
    IOptions<WarmUpConfiguration> options, IWarmUpPlan plan, Warmer warmer, MigrationState migration, WarmUpState state, TimeProvider time, ILogger<WarmUpService> log, StateRedis? redis)
    : BackgroundService
{
    private const string Turn = "refresh";

    private readonly WarmUpConfiguration _options = options.Value;

    private TimeSpan Deadline => TimeSpan.FromSeconds(_options.DeadlineSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await migration.Completed.WaitAsync(stoppingToken);
            if (_options.Enabled) await WarmAsync(stoppingToken);
            state.MarkOver();
            if (_options.RefreshMinutes > 0) await RefreshAsync(TimeSpan.FromMinutes(_options.RefreshMinutes), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task RefreshAsync(TimeSpan interval, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (await IsOurTurnAsync(interval, stoppingToken)) await WarmAsync(stoppingToken);
    }

    private async Task<bool> IsOurTurnAsync(TimeSpan interval, CancellationToken stoppingToken)
    {
        if (redis is null) return true;
        try
        {
            // A little shorter than the interval, so that whoever had the last turn finds it over at his next.
            return await redis.TryTakeTurnAsync(Turn, interval * 0.9, time, stoppingToken);
        }
        catch (StateUnavailableException)
        {
            // Nothing is shared now: each node keeps its own memory warm.
            return true;
        }
    }

    private async Task WarmAsync(CancellationToken stoppingToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        var started = time.GetTimestamp();
        try
        {
            var chosen = await plan.ChooseAsync(_options.Resources, either.Token);
            var result = await warmer.WarmAsync([.. chosen.Select(WarmUpKey.Of)], _options.Parallelism, either.Token);
            ApiLog.WarmedUp(log, result.Warmed, result.Failed.Count, time.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // Nothing is lost but the head start.
            ApiLog.WarmUpFailed(log, fault);
        }
    }
}
