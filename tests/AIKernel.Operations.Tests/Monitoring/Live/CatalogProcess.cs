using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>A node as the manifests run it: a process, with a port for operators that is open to the monitoring.</summary>
internal sealed class CatalogProcess(LocalProgram program, int operatorPort) : IAsyncDisposable
{
    public string Address => program.Address;

    public string OperatorAddress => $"127.0.0.1:{operatorPort}";

    public static async Task<CatalogProcess> StartAsync(string folder, string name, string database, string redis, string secret)
    {
        var operatorPort = 0;
        var program = await LocalProgram.StartAsync(name, folder, "/health/ready", port =>
        {
            operatorPort = FreePort.Next();
            return (["dotnet", Path.Combine(AppContext.BaseDirectory, "AIKernel.Catalog.Api.dll")], new()
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Catalog"] = database,
                ["Caching__Redis__ConnectionString"] = redis,
                ["Caching__Memory__LimitMegabytes"] = "1",
                // Slow answers of a busy machine are not what is looked at.
                ["Caching__SharedTier__DeadlineMilliseconds"] = "5000",
                ["Operations__Port"] = $"{operatorPort}",
                ["Access__OperatorPortOpen"] = "true",
                ["Access__Writes"] = "open",
                ["State__Sessions__Enabled"] = "true",
                ["State__DataProtection__Key"] = secret,
                ["State__DataProtection__Store"] = "postgres",
                ["RateLimits__Enabled"] = "true",
                ["RateLimits__PermitLimit"] = "100000",
                ["RateLimits__Bulk__PermitLimit"] = "1",
                // Nobody listens there: a node does not care.
                ["Telemetry__OtlpEndpoint"] = "http://127.0.0.1:9",
            });
        });
        return new(program, operatorPort);
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
