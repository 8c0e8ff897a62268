using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>
/// On the order to stop: not ready at once, then the drain time, and only then does the server close its door and wait
/// for the requests under way.
/// </summary>
internal sealed class DrainService(IOptions<DrainOptions> options, TimeProvider time, ILogger<DrainService> log) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _stopping;

    /// <summary>Whether the order to stop has come.</summary>
    public bool IsStopping => _stopping;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (options.Value.Drain <= TimeSpan.Zero) return;
        ApiLog.Draining(log, options.Value.Drain.TotalSeconds);
        await Task.Delay(options.Value.Drain, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_stopping ? HealthCheckResult.Unhealthy("The node is stopping.") : HealthCheckResult.Healthy("The node is up."));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
