using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Sharing;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>Composes what is for operators from the section <c>Operations</c>.</summary>
internal static class OperationsServices
{
    /// <summary>What operators' routes need. To be called when the cache is composed.</summary>
    public static void AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OperationsConfiguration>().Bind(configuration.GetSection(OperationsConfiguration.SectionName), Strictly).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OperationsConfiguration>, OperationsConfigurationValidator>();
        if (services.Any(static service => service.ServiceType == typeof(ISharedTier))) services.AddCacheRedis();
    }

    /// <summary>Every wrong setting of the section <c>Operations</c>, each in a sentence; none when the host can start.</summary>
    public static IReadOnlyList<string> FindFaults(IConfiguration configuration)
    {
        try
        {
            var operations = new OperationsConfiguration();
            configuration.GetSection(OperationsConfiguration.SectionName).Bind(operations, Strictly);
            return [.. new OperationsConfigurationValidator(configuration).Validate(null, operations).Failures ?? []];
        }
        catch (InvalidOperationException unreadable)
        {
            // An unknown name, or a value that is not of its setting's type; the binder says which.
            return [unreadable.Message];
        }
    }

    private static void Strictly(BinderOptions options) => options.ErrorOnUnknownConfiguration = true;
}
