using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AIKernel.Catalog.Client;

/// <summary>Registers the client.</summary>
public static class CatalogClientServices
{
    private const string Name = "AIKernel.Catalog.Client";

    /// <summary>
    /// Registers one <see cref="CatalogClient"/> for the whole application, so that all its parts share what was read. It
    /// takes its connections from IHttpClientFactory each time it asks, so that they are renewed; the builder that is
    /// returned adds what should stand between: a key, a timeout, retries. Of several calls the first counts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="address">Where the catalog is, such as <c>https://catalog.example.com/</c>; absolute, http or https.</param>
    /// <param name="options">How long answers are kept; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or an option is out of range; all faults are named.</exception>
    public static IHttpClientBuilder AddCatalogClient(this IServiceCollection services, Uri address, CatalogClientOptions? options = null)
    {
        var settings = new Settings(CatalogWire.Checked(address), (options ?? new()).Checked());
        services.TryAddSingleton(settings);
        services.TryAddSingleton(static provider => new CatalogClient(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name),
            provider.GetRequiredService<Settings>().Options,
            provider.GetRequiredService<ILogger<CatalogClient>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return services.AddHttpClient(Name).ConfigureHttpClient(static (provider, http) => http.BaseAddress = provider.GetRequiredService<Settings>().Address);
    }

    private sealed record Settings(Uri Address, CatalogClientOptions Options);
}
