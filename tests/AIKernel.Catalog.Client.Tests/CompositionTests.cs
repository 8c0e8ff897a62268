using AIKernel.Catalog.Client.Tests.Harness;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Catalog.Client.Tests;

/// <summary>Clients as applications make them.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task One_client_serves_the_whole_application_through_the_pipeline_that_it_configured()
    {
        using var catalog = new FakeCatalog();
        var time = new ManualTimeProvider();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        services.AddCatalogClient(new("http://catalog.test/base"), new() { StaleTime = TimeSpan.FromSeconds(5) })
            .ConfigureHttpClient(static http => http.DefaultRequestHeaders.Authorization = new("Bearer", "a-key"))
            .ConfigurePrimaryHttpMessageHandler(() => catalog);
        services.AddCatalogClient(new("http://other.test/")); // the first counts
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var client = provider.GetRequiredService<CatalogClient>();
        Assert.Same(client, provider.GetRequiredService<CatalogClient>());
        catalog.Instead = static request => request.RequestUri!.AbsoluteUri == "http://catalog.test/base/api/v1/search" ? FakeCatalog.Problem(400, "seen") : null;
        var seen = await Assert.ThrowsAsync<CatalogException>(() => client.SearchAsync(new()).AsTask());
        Assert.Equal(("seen", "Bearer a-key"), (seen.Code, catalog.Requests.Single().Header("Authorization")));
    }

    [Fact]
    public void Every_fault_of_the_options_is_named_at_once()
    {
        using var http = new HttpClient { BaseAddress = new("http://catalog.test/") };
        var options = new CatalogClientOptions { StaleTime = TimeSpan.FromSeconds(-1), GcTime = TimeSpan.FromDays(3), MaxEntries = 0 };
        Assert.Equal(
            "StaleTime is -00:00:01; expected 0 to 1.00:00:00. GcTime is 3.00:00:00; expected 0 to 2.00:00:00. MaxEntries is 0; expected 1 to 1000000.",
            Assert.Throws<ArgumentException>(() => new CatalogClient(http, options)).Message);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCatalogClient(http.BaseAddress, options));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ftp://catalog.test/")]
    [InlineData("http://catalog.test/?x=1")]
    public void An_address_that_cannot_be_a_catalogs_is_refused(string? address)
    {
        using var http = new HttpClient { BaseAddress = address is null || address.StartsWith("ftp", StringComparison.Ordinal) ? null : new(address) };
        Assert.Throws<ArgumentException>(() => new CatalogClient(http));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddCatalogClient(new(address ?? "/relative", UriKind.RelativeOrAbsolute)));
    }

    [Fact]
    public void Answers_are_fresh_for_a_minute_and_kept_unused_for_twice_the_time_they_are_fresh()
    {
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)), (new CatalogClientOptions().StaleTime, new CatalogClientOptions().UnusedFor));
        Assert.Equal(TimeSpan.FromSeconds(10), new CatalogClientOptions { StaleTime = TimeSpan.FromSeconds(5) }.UnusedFor);
    }
}
