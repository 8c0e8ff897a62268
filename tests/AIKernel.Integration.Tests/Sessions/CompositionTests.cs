using AIKernel.Catalog.Api.Sessions;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>Distributed session storage in a host of one's own: two calls, and requests have a session.</summary>
public sealed class CompositionTests(StateServers servers) : IClassFixture<StateServers>
{
    [Fact]
    public async Task Two_calls_are_enough_and_said_twice_they_change_nothing()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["State:Redis:ConnectionString"] = servers.State.ConnectionString,
            ["State:Sessions:Enabled"] = "true",
            ["State:DataProtection:Key"] = StateServers.Key,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Host.UseDefaultServiceProvider(static options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        await using var database = NpgsqlDataSource.Create(servers.Database);
        builder.Services.AddSingleton(database);
        builder.Services.AddDistributedSessionStorage(builder.Configuration);
        var services = builder.Services.Count;
        builder.Services.AddDistributedSessionStorage(builder.Configuration);
        Assert.Equal(services, builder.Services.Count);

        await using var app = builder.Build();
        app.UseDistributedSessionStorage();
        app.MapGet("/count", static (HttpContext http) =>
        {
            var count = (http.Session.GetInt32("count") ?? 0) + 1;
            http.Session.SetInt32("count", count);
            return $"{count}";
        });
        await app.StartAsync();
        using var api = new ApiClient(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()));
        var browser = new Browser(api);
        Assert.Equal(("1", "2", "3"), (await browser.ReadAsync("/count"), await browser.ReadAsync("/count"), await browser.ReadAsync("/count")));
        Assert.Equal("1", await new Browser(api).ReadAsync("/count"));
        await app.StopAsync();
    }

    [Fact]
    public async Task A_wrong_setting_stops_a_host_that_does_not_look_for_faults_itself()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["State:Sessions:IdleSeconds"] = "1", ["State:DataProtection:Store"] = "disk" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDistributedSessionStorage(builder.Configuration);
        await using var app = builder.Build();
        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => app.StartAsync());
        Assert.Equal(2, fault.Failures.Count());
    }
}
