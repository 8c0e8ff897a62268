using System.Collections.Concurrent;
using AIKernel.Benchmarks.Http;
using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(ConstantEndpoint))]

namespace AIKernel.Benchmarks.Http;

/// <summary>
/// Adds to the host under measurement the floor that its reads are measured by: an endpoint that goes through the very
/// same pipeline and answers with a constant.
/// </summary>
public sealed class ConstantEndpoint : IHostingStartup, IStartupFilter
{
    /// <summary>Its address, before the number of bytes.</summary>
    public const string Path = "/bench/constant/";

    private static readonly ConcurrentDictionary<int, byte[]> Constants = new();

    /// <inheritdoc/>
    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(static services => services.AddSingleton<IStartupFilter, ConstantEndpoint>());

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.UseEndpoints(static endpoints => endpoints.MapGet(Path + "{length:int}", AnswerAsync)
            .WithMetadata(new RouteScope(AccessScopes.CatalogRead), CatalogRoute.Instance));
    };

    private static Task AnswerAsync(HttpContext context, int length)
    {
        var constant = Constants.GetOrAdd(length, static length => [.. Enumerable.Repeat((byte)'x', length)]);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = constant.Length;
        return context.Response.Body.WriteAsync(constant, context.RequestAborted).AsTask();
    }
}
