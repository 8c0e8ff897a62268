using AIKernel.Catalog.Api.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Catalog.Api.Health;

/// <summary>Whether the migrations are done.</summary>
internal sealed class MigrationHealthCheck(MigrationState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.Done ? HealthCheckResult.Healthy("The database is migrated.") : HealthCheckResult.Unhealthy("The database is not migrated yet."));
}
