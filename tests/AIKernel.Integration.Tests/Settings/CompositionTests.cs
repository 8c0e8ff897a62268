using AIKernel.Caching.Postgres;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Persistence;
using AIKernel.Catalog.Resources;
using AIKernel.Integration.Tests.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>The cache in a host of one's own: three calls and one in the pipeline, said once or twice.</summary>
public sealed class CompositionTests(StateServers servers) : IClassFixture<StateServers>
{
    [Fact]
    public async Task Three_calls_are_enough_and_said_twice_they_change_nothing()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.AddCachingSettings();
        builder.Configuration.AddInMemoryCollection([new("Caching:Redis:ConnectionString", servers.State.ConnectionString)]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(static options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        await using var database = NpgsqlDataSource.Create(servers.Database);
        builder.Services.AddSingleton(database);
        builder.Services.AddCatalogPersistence(static provider => provider.GetRequiredService<NpgsqlDataSource>());
        Compose(builder);
        var services = builder.Services.Count;
        Compose(builder);
        Assert.Equal(services, builder.Services.Count);

        await using var app = builder.Build();
        app.UseDistributedSessionStorage();
        await PostgresJournalSchema.ApplyAsync(database, CancellationToken.None);
        await app.Services.GetRequiredService<CatalogMigrator>().MigrateAsync(CancellationToken.None);
        await app.StartAsync();
        Assert.Null(await app.Services.GetRequiredService<IResourceRepository>().GetAsync(Guid.CreateVersion7(), CancellationToken.None));
        Assert.StartsWith("Cached", app.Services.GetRequiredService<IResourceRepository>().GetType().Name, StringComparison.Ordinal);
        Assert.Contains("cache", (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Keys);
        Assert.Contains(app.Services.GetServices<IHostedService>(), static service => service.GetType().Name == "CacheMetricsPublisher");
        Assert.Single(app.Services.GetServices<IValidateOptions<CachingConfiguration>>(), static validator => validator is CachingConfigurationValidator);
        await app.StopAsync();
    }

    private static void Compose(WebApplicationBuilder builder)
    {
        builder.Services.AddDistributedCaching(builder.Configuration);
        builder.Services.AddCachedRepositories();
        builder.Services.AddDistributedSessionStorage(builder.Configuration);
    }
}
