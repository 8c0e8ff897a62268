using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AIKernel.Catalog.Api.Health;

/// <summary>
/// Whether the database answers within a short time. It has one connection of its own: under load the probe must not
/// queue behind requests and take a busy node for a dead one.
/// </summary>
internal sealed class DatabaseHealthCheck(CatalogConnection catalog, TimeProvider time) : IHealthCheck, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(catalog.ConnectionString)
    {
        ApplicationName = "aikernel-health",
        MinPoolSize = 0,
        MaxPoolSize = 1,
        Timeout = (int)Patience.TotalSeconds,
        CommandTimeout = (int)Patience.TotalSeconds,
        CancellationTimeout = 500,
    }.ConnectionString) { Name = "health" }.Build();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(either.Token);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(either.Token);
            return HealthCheckResult.Healthy("The database answers.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The database did not answer within {Patience.TotalSeconds} s.");
        }
        catch (Exception fault) when (DatabaseFaults.IsOutage(fault))
        {
            return HealthCheckResult.Unhealthy($"The database cannot be reached ({DatabaseFaults.Name(fault)}).");
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
