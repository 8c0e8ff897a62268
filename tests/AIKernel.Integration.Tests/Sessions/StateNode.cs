using AIKernel.Caching.Redis;
using AIKernel.Caching.Redis.RateLimits;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Caching.Redis.State;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>What one process has of state, without a host around it.</summary>
internal sealed class StateNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StateNode(ServiceProvider services) => _services = services;

    public ISessionService Sessions => _services.GetRequiredService<ISessionService>();

    public IRateLimits Limits => _services.GetRequiredService<IRateLimits>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Connected, if there is a server to connect to.</summary>
    public static Task<StateNode> StartAsync(string connectionString, string instance = "test", SessionLimits? sessions = null, RateLimitSettings? limits = null, RecordingLog? log = null) =>
        StartAsync(new RedisConfiguration { ConnectionString = connectionString }, instance, sessions, limits, log);

    /// <summary>The same with a Redis in whatever form.</summary>
    public static async Task<StateNode> StartAsync(RedisConfiguration redis, string instance = "test", SessionLimits? sessions = null, RateLimitSettings? limits = null, RecordingLog? log = null)
    {
        var services = new ServiceCollection().AddLogging();
        if (log is not null) services.AddSingleton<ILogger<SharedRateLimits>>(log.For<SharedRateLimits>());
        if (sessions is not null) services.AddSingleton(sessions);
        if (limits is not null) services.AddSingleton(limits);
        if (redis.IsTold()) services.AddStateRedis(redis with { InstanceName = instance }).AddRedisSessions();
        services.AddSharedRateLimits();
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        foreach (var hosted in provider.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
        return new(provider);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
