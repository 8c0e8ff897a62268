using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Access;

/// <summary>A route that somebody forgot to say anything about.</summary>
[Collection(HttpCollection.Name)]
public sealed class DefaultDenyTests(HttpFixture fixture)
{
    [Fact]
    public async Task A_route_that_declares_no_scope_is_closed_to_everybody_even_where_all_is_open()
    {
        await using var host = await new CatalogHost(
            fixture.ConnectionString,
            new() { ["Access:Reads"] = "open", ["Access:Writes"] = "open", ["Access:Operations"] = "open" },
            static services => services.AddSingleton<IStartupFilter, ForgottenRoute>()).ReadyAsync();
        var key = await host.CreateKeyAsync(AccessScopes.CatalogRead | AccessScopes.CatalogWrite | AccessScopes.CacheAdmin);
        foreach (var headers in new (string, string)[][] { [], [("Authorization", $"Bearer {key}")] })
        {
            var reply = await host.Api.GetAsync(ForgottenRoute.Path, headers);
            Assert.Equal((403, "forbidden"), (reply.Status, reply.Code));
        }
    }

    private sealed class ForgottenRoute : IStartupFilter
    {
        public const string Path = "/forgotten";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.UseEndpoints(static endpoints => endpoints.MapGet(Path, static () => Results.Ok()));
        };
    }
}
