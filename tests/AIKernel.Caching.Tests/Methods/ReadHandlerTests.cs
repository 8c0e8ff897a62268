using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>Any registered service call can be cached: handlers of requests, and interfaces of somebody else.</summary>
public sealed class ReadHandlerTests
{
    public interface IReadHandler<in TRequest, TResponse>
    {
        ValueTask<TResponse> HandleAsync(TRequest request, CancellationToken cancellationToken);
    }

    [Cached("agent", 1800, Tags = ["agent:{request.Id}"])]
    public sealed record GetAgent(string Id);

    [Cached("agent", 60, Tags = ["agents"])]
    public readonly record struct CountAgents;

    public sealed record AskTheModel(string Prompt);

    [Cached("agent", 60)]
    public sealed record Untagged(string Id);

    private sealed class Handlers(CacheHarness node) : IReadHandler<GetAgent, long?>, IReadHandler<CountAgents, int>, IReadHandler<AskTheModel, string>, IReadHandler<Untagged, int>
    {
        private int _asked;

        public ValueTask<long?> HandleAsync(GetAgent request, CancellationToken cancellationToken) =>
            node.Traffic.CrossAsync(new(node.Name, CallKind.Load, request.Id), () => node.Database.Read($"agent:{request.Id}"), cancellationToken);

        public ValueTask<int> HandleAsync(CountAgents request, CancellationToken cancellationToken) => new(++_asked);

        public ValueTask<string> HandleAsync(AskTheModel request, CancellationToken cancellationToken) => new($"{request.Prompt} {++_asked}");

        public ValueTask<int> HandleAsync(Untagged request, CancellationToken cancellationToken) => new(++_asked);
    }

    private sealed class OpenHandler<TRequest, TResponse> : IReadHandler<TRequest, TResponse>
    {
        public ValueTask<TResponse> HandleAsync(TRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    [Fact]
    public async Task Requests_that_say_so_are_cached_and_the_others_reach_their_handlers()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world, static services => services
            .AddScoped<IReadHandler<GetAgent, long?>, Handlers>()
            .AddTransient<IReadHandler<CountAgents, int>, Handlers>()
            .AddSingleton<IReadHandler<AskTheModel, string>, Handlers>()
            .AddCachedReadHandlers(typeof(IReadHandler<,>)));
        await using var scope = node.Services.CreateAsyncScope();
        var (get, count, ask) = (Handler<GetAgent, long?>(scope), Handler<CountAgents, int>(scope), Handler<AskTheModel, string>(scope));

        for (var round = 0; round < 2; round++)
        {
            Assert.Null(await get.HandleAsync(new("7"), default));
            Assert.Equal(1, await count.HandleAsync(new(), default));
        }
        Assert.Equal(("x 1", "x 2"), (await ask.HandleAsync(new("x"), default), await ask.HandleAsync(new("x"), default)));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
        Assert.Equal(1, node.Node.Statistics.Operation("agent.IReadHandler<GetAgent,Nullable<Int64>>.HandleAsync").MemoryHits.Value);

        world.Database.Write("agent:7", 77);
        await node.Node.CatchUpAsync();
        Assert.Equal(77, await get.HandleAsync(new("7"), default));
        Assert.Equal(1, await count.HandleAsync(new(), default));
    }

    [Fact]
    public void Faults_of_all_handlers_are_told_at_once()
    {
        var services = new ServiceCollection();
        Assert.Contains("IReadHandler<TRequest,TResponse> is registered for no request with [Cached].", Refusal(services), StringComparison.Ordinal);
        services.AddScoped<IReadHandler<Untagged, int>, Handlers>().AddScoped<IReadHandler<GetAgent, long?>, Handlers>().AddScoped<IReadHandler<GetAgent, long?>, Handlers>();
        services.AddScoped(typeof(IReadHandler<,>), typeof(OpenHandler<,>));
        var refusal = Refusal(services);
        Assert.Contains("- IReadHandler<TRequest,TResponse> is registered in its open form, of which nothing can be decorated.", refusal, StringComparison.Ordinal);
        Assert.Contains("- IReadHandler<Untagged,Int32>.HandleAsync(Untagged, CancellationToken): has no tags", refusal, StringComparison.Ordinal);
        Assert.Contains("- IReadHandler<GetAgent,Nullable<Int64>> is registered 2 times: their answers would share keys.", refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddCachedReadHandlers(typeof(IReadHandler<GetAgent, int>)));
    }

    /// <summary>An interface that nobody here can put an attribute on.</summary>
    public interface ISomebodys
    {
        Task<int> ReadAsync(int id);
        Task<int> OtherAsync(int id);
    }

    private sealed class Somebodys : ISomebodys
    {
        private int _calls;

        public Task<int> ReadAsync(int id) => Task.FromResult(++_calls);

        public Task<int> OtherAsync(int id) => Task.FromResult(++_calls);
    }

    [Fact]
    public async Task Methods_of_an_interface_of_somebody_else_are_cached_by_name()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world, static services => services.AddSingleton<ISomebodys, Somebodys>().AddCachedMethods<ISomebodys>(
            new Dictionary<string, CachedAttribute> { [nameof(ISomebodys.ReadAsync)] = new("somebody", 60) { Tags = ["somebody:{id}"] } }));
        var service = node.Services.GetRequiredService<ISomebodys>();

        Assert.Equal((1, 1), (await service.ReadAsync(5), await service.ReadAsync(5)));
        Assert.Equal((2, 3), (await service.OtherAsync(5), await service.OtherAsync(5)));
        world.Database.Touch("somebody:5");
        await node.Node.CatchUpAsync();
        Assert.Equal(4, await service.ReadAsync(5));
    }

    private static IReadHandler<TRequest, TResponse> Handler<TRequest, TResponse>(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<IReadHandler<TRequest, TResponse>>();

    private static string Refusal(IServiceCollection services) => Assert.Throws<InvalidOperationException>(() => services.AddCachedReadHandlers(typeof(IReadHandler<,>))).Message;
}
