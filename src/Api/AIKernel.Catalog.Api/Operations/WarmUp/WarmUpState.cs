using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>Whether the warm-up of the start is over, however far it got. Until then the start is not complete, nor the node ready.</summary>
internal sealed class WarmUpState : IHealthCheck
{
    private volatile bool _over;

    public bool IsOver => _over;

    public void MarkOver() => _over = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_over ? HealthCheckResult.Healthy("The cache is warm.") : HealthCheckResult.Unhealthy("What is read most is being loaded."));
}
