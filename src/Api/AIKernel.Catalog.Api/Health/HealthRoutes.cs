using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIKernel.Catalog.Api.Health;

/// <summary>
/// Probes: <c>live</c> is about the process alone, <c>startup</c> about the migrations, <c>ready</c> about everything
/// without which no request can be answered. They tell everybody yes or no and nothing else. The checks themselves, also
/// those with other tags (the cache's), show in <c>/health</c> only, which is for operators.
/// </summary>
internal static class HealthRoutes
{
    private const string Ready = "ready";
    private const string Startup = "startup";

    public static void AddCatalogHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseHealthCheck>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>("database", tags: [Ready])
            .AddCheck<MigrationHealthCheck>("migrations", tags: [Ready, Startup])
            .AddCheck<DrainService>("process", tags: [Ready]);
    }

    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").WithTags("Operations");
        health.MapGet("/live", static () => new HealthAnswer(new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero)))
            .IsEverybodys().Named("live", "Whether the process runs").Answers(200, "It does.", "Health");
        Probe("/ready", "ready", "Whether the node can answer requests", static check => check.Tags.Contains(Ready));
        Probe("/startup", "startup", "Whether the start is complete", static check => check.Tags.Contains(Startup));
        Map("", "health", "Every check in detail", static _ => true, static report => report).NeedsOperator();

        void Probe(string path, string id, string summary, Func<HealthCheckRegistration, bool> which) => Map(path, id, summary, which, WithoutDetail).IsEverybodys();

        RouteHandlerBuilder Map(string path, string id, string summary, Func<HealthCheckRegistration, bool> which, Func<HealthReport, HealthReport> told) =>
            health.MapGet(path, async (HealthCheckService checks, CancellationToken cancellationToken) =>
                    new HealthAnswer(told(await checks.CheckHealthAsync(which, cancellationToken))))
                .Named(id, summary).Answers(200, "Yes, if perhaps degraded.", "Health").Answers(503, "No.", "Health");
    }

    private static HealthReport WithoutDetail(HealthReport report) => new(new Dictionary<string, HealthReportEntry>(), report.Status, TimeSpan.Zero);
}
