using AIKernel.Catalog.Api.Configuration.Sections;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>What happens at the start and at the end of the process.</summary>
internal static class HostingServices
{
    public static void AddStartAndStop(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<MigrationState>();
        services.AddSingleton<DatabaseForm>();
        services.AddHostedService<MigrationService>();
        services.AddSingleton<DrainService>();
        services.AddHostedService(static provider => provider.GetRequiredService<DrainService>());
        services.AddSettings<DrainOptions>(builder.Configuration);
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(static (host, drain) =>
            host.ShutdownTimeout = drain.Value.Drain + drain.Value.Grace);
    }

    /// <summary>Before everything else that may answer.</summary>
    public static void UseDrain(this WebApplication app) => app.UseMiddleware<DrainMiddleware>();

    public static void UseStartupGate(this WebApplication app) => app.UseMiddleware<StartupGate>();
}
