using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>The real host on a real socket of a free loopback port.</summary>
public sealed class CatalogHost : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _services;

    public CatalogHost(string connectionString, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        _settings = new(settings ?? []) { ["ConnectionStrings:Catalog"] = connectionString };
        // Open to everybody, unless a test is about who may come in.
        foreach (var what in new[] { "Access:Writes", "Access:Operations" }) _settings.TryAdd(what, "open");
        // Nothing is in the cache, and nothing asked of Redis, but what a test does.
        _settings.TryAdd("WarmUp:Enabled", "false");
        _settings.TryAdd("Operations:MostReadIntervalSeconds", "0");
        _services = services ?? (static _ => { });
        UseKestrel(0);
        StartServer();
        Api = new ApiClient(ClientOptions.BaseAddress);
    }

    public ApiClient Api { get; }

    /// <summary>Waits for the migrations: asks again and again, and gives up after a time that only a fault can use up.</summary>
    public async Task<CatalogHost> ReadyAsync()
    {
        await Eventually.HoldsAsync(async () => (await Api.GetAsync("/health/ready")).Status == 200, "the host becomes ready");
        return this;
    }

    public override async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.ConfigureTestServices(services =>
        {
            _services(services);
            services.TryAddSingleton<IFreshness, RecordingFreshness>();
        });
    }
}
