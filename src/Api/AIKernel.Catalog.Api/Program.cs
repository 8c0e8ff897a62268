using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Api.Configuration;
using AIKernel.Catalog.Api.Configuration.Check;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Configuration.Sources;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Endpoints;
using AIKernel.Catalog.Api.Health;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Keyed;
using AIKernel.Catalog.Api.Metrics;
using AIKernel.Catalog.Api.Operations;
using AIKernel.Catalog.Api.RateLimits;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Catalog.Api.Telemetry;
using AIKernel.Catalog.Caching;

if (HostBuilding.Begin(args, out var unreadable) is not { } builder)
{
    await Console.Error.WriteLineAsync(unreadable);
    return 1;
}
if (KeyCommand.IsAskedFor(args)) return await KeyCommand.ExecuteAsync(args[1..], builder);
if (MigrateCommand.IsAskedFor(args)) return await MigrateCommand.ExecuteAsync(args[1..], builder);
var faults = SettingsFaults.In(builder.Configuration, builder.Environment);
if (CheckCommand.IsAskedFor(args)) return await CheckCommand.ExecuteAsync(builder.Configuration, faults);
if (faults.Count > 0)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, faults));
    return 1;
}

builder.ListenOnLoopbackByDefault();
builder.LimitRequests();
builder.CheckRegistrations();
builder.Services.AddDatabase(CatalogConnection.Of(builder.Configuration));
builder.Services.AddTelemetry(builder.Configuration);
builder.Services.AddDistributedCaching(builder.Configuration);
builder.Services.AddCachedRepositories();
builder.Services.AddDistributedSessionStorage(builder.Configuration);
builder.Services.AddRateLimits(builder.Configuration);
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddFreshness();
builder.Services.AddCatalogRules(builder.Configuration);
builder.Services.AddHttpAnswers(builder.Configuration);
builder.Services.AddCatalogHealth();
builder.Services.AddMetricsPages(builder.Configuration);
builder.Services.AddContract();
builder.Services.AddOperations(builder.Configuration);
builder.Services.AddKeyedValues(builder.Configuration);
builder.AddStartAndStop();

var app = builder.Build();
app.UseDrain();
app.UseFaultAnswers();
app.UseSecurityHeaders();
app.UseStaticAssets();
app.UseHeadAsGet();
app.UseStatusAnswers();
app.UseRouting();
app.UseCrossOrigin();
app.UseStartupGate();
app.UseDistributedSessionStorage();
app.UseCallers();
app.UseRateLimits();
app.UseAccess();
app.UseFreshness();
app.UseCacheStatus();
app.UseKeyedCache();
app.MapCatalog();
app.MapHealth();
app.MapMetricsPages();
app.MapOperations();
app.MapKeyed();
app.MapSessions();
app.MapContract();
return await app.RunToItsEndAsync();
