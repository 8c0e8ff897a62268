using AIKernel.Catalog.Api.Configuration.Sections;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Telemetry;

/// <summary>Composes telemetry from the section <c>Telemetry</c>.</summary>
internal static class TelemetryServices
{
    /// <summary>Traces and metrics by OTLP, and when the cache raises its alerts: before the cache itself, which has alerts of its own where nobody sets any.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TelemetryConfiguration>(configuration);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<TelemetryConfiguration>>().Value.Alerts);
        services.AddHostedService<TelemetryExport>();
    }
}
