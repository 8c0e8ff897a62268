using AIKernel.Caching.Journal;
using AIKernel.Caching.Telemetry;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AIKernel.Caching.Tests;

public sealed class CompositionTests
{
    [Fact]
    public async Task Registering_twice_is_registering_once_and_everything_can_be_built()
    {
        await using var provider = Services().AddCacheEngine().AddCacheEngine().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.NotNull(provider.GetRequiredService<ICache>());
        Assert.Same(provider.GetRequiredService<IJournalView>(), provider.GetServices<IHostedService>().OfType<IJournalView>().Single());
        Assert.Equal(3, provider.GetServices<IHostedService>().Count(static service => service.GetType().Assembly == typeof(ICache).Assembly));
        Assert.Equal("cache", Assert.Single(provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations).Name);
    }

    [Fact]
    public void Without_a_journal_the_host_does_not_start()
    {
        var services = Services();
        services.Remove(services.Single(static one => one.ServiceType == typeof(IInvalidationJournal)));

        var fault = Assert.Throws<AggregateException>(() => services.AddCacheEngine().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true }));
        Assert.Contains(nameof(IInvalidationJournal), fault.Message, StringComparison.Ordinal);
    }

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new CacheOptions());
        services.AddSingleton(new MetricsConfiguration());
        services.AddSingleton<IInvalidationJournal>(new SimulatedJournal(new(new ManualTimeProvider()), new Gates(), "a"));
        return services;
    }
}
