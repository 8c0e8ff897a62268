using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>A node of the simulated world, and the container of a program that runs on it.</summary>
internal sealed class MethodNode : IAsyncDisposable
{
    private MethodNode(CacheHarness node, ServiceProvider services) => (Node, Services) = (node, services);

    public CacheHarness Node { get; }
    public ServiceProvider Services { get; }
    public IAgents Agents => Services.GetRequiredService<IAgents>();

    /// <summary>A node with <see cref="IAgents"/> behind the cache.</summary>
    public static Task<MethodNode> StartAsync(CacheWorld world, string name = "a") =>
        StartAsync(world, static services => services.AddSingleton<IAgents, Agents>().AddCachedMethods<IAgents>(), name);

    /// <summary>A node with services of the test's own.</summary>
    public static async Task<MethodNode> StartAsync(CacheWorld world, Action<IServiceCollection> add, string name = "a")
    {
        var node = await world.StartNodeAsync(name);
        var services = new ServiceCollection();
        services.AddSingleton(node);
        services.AddSingleton<ICache>(node.Cache);
        add(services);
        return new(node, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
    }

    /// <summary>Reads and tells where the answer came from.</summary>
    public static async Task<(T Answer, CacheOutcome Outcome)> TraceAsync<T>(Func<Task<T>> read)
    {
        var trace = CacheTrace.Begin();
        return (await read(), trace.Outcome);
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
