using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Sharing;
using AIKernel.Catalog.Api.Operations.Events;
using AIKernel.Catalog.Api.Operations.MostRead;
using AIKernel.Catalog.Api.Operations.WarmUp;
using AIKernel.Catalog.Api.Configuration.Sections;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>Composes what is for operators from the section <c>Operations</c>.</summary>
internal static class OperationsServices
{
    /// <summary>What operators' routes need. To be called when the cache is composed.</summary>
    public static void AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<OperationsConfiguration>(configuration);
        if (services.Any(static service => service.ServiceType == typeof(ISharedTier))) services.AddCacheRedis();
        CacheReplicasHealthCheck.AddTo(services, configuration);
        services.AddSingleton<JournalEvents>();
        services.AddSingleton<EventFeed>();
        services.AddMostRead();
        services.AddWarmUp(configuration);
    }
}
