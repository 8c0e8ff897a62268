using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Operations.MostRead;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>Composes warm-ups from the section <c>WarmUp</c>.</summary>
internal static class WarmUpServices
{
    public static void AddWarmUp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<WarmUpConfiguration>(configuration);
        services.AddSingleton<Warmer>();
        services.AddSingleton<IWarmUpPlan, WarmUpPlan>();
        services.AddSingleton<WarmUpState>();
        services.AddHostedService(static provider => new WarmUpService(
            provider.GetRequiredService<IOptions<WarmUpConfiguration>>(), provider.GetRequiredService<IWarmUpPlan>(), provider.GetRequiredService<Warmer>(),
            provider.GetRequiredService<MigrationState>(), provider.GetRequiredService<WarmUpState>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WarmUpService>>(), MostReadServices.RedisOf(provider)));
        services.AddHealthChecks().AddCheck<WarmUpState>("warm-up", tags: ["ready", "startup"]);
    }
}
