using AIKernel.Caching.Redis;
using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Redis.WriteBehind;
using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>What one process has of the write-behind log, without a host around it.</summary>
internal sealed class LogNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LogNode(ServiceProvider services) => _services = services;

    public IWriteBehindLog Log => _services.GetRequiredService<IWriteBehindLog>();

    public StateRedis Redis => _services.GetRequiredService<StateRedis>();

    /// <summary>Connected, under a name of its own unless one is given, so that nobody else's log is in the way.</summary>
    public static async Task<LogNode> StartAsync(RedisConfiguration redis, string? instance = null, WriteBehindOptions? options = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(new KeyedOptions { WriteBehind = options ?? new() });
        services.AddStateRedis(redis with { InstanceName = instance ?? $"log{Guid.NewGuid():N}"[..20] }).AddRedisWriteBehind();
        var node = new LogNode(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        _ = node.Log;
        foreach (var hosted in node._services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Task.FromResult(node.IsConnected()), "the node is connected");
        return node;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private bool IsConnected()
    {
        try
        {
            return Redis.Database.Multiplexer.IsConnected;
        }
        catch (StackExchange.Redis.RedisConnectionException)
        {
            return false; // not yet
        }
    }
}
