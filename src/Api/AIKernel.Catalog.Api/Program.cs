using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Endpoints;
using AIKernel.Catalog.Api.Health;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Metrics;
using AIKernel.Catalog.Caching;

var builder = WebApplication.CreateBuilder(args);
builder.AddCachingSettings();
if (!CatalogConnection.TryRead(builder.Configuration, out var connection, out var reason))
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}
if (DistributedCachingExtensions.FindFaults(builder.Configuration) is { Count: > 0 } faults)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, faults));
    return 1;
}

builder.ListenOnLoopbackByDefault();
builder.LimitRequests();
builder.CheckRegistrations();
builder.Services.AddDatabase(connection);
builder.Services.AddDistributedCaching(builder.Configuration);
builder.Services.AddCachedRepositories();
builder.Services.AddFreshness();
builder.Services.AddCatalogRules();
builder.Services.AddHttpAnswers();
builder.Services.AddCatalogHealth();
builder.Services.AddMetricsPages();
builder.Services.AddContract();
builder.AddStartAndStop();

var app = builder.Build();
app.UseFaultAnswers();
app.UseSecurityHeaders();
app.UseHeadAsGet();
app.UseStatusAnswers();
app.UseRouting();
app.UseStartupGate();
app.UseFreshness();
app.UseCacheStatus();
app.MapCatalog();
app.MapHealth();
app.MapMetricsPages();
app.MapContract();
await app.RunAsync();
return 0;
