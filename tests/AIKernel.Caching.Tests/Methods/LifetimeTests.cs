using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>Registrations keep their lifetimes; a load belongs to nobody's scope.</summary>
public sealed class LifetimeTests
{
    public interface IWork : IDisposable
    {
        [Cached("work", 60, TimeBound = true)] Task<int> CachedAsync(int id);
        Task<Guid> UnitAsync();
    }

    /// <summary>What a scope has one of, such as a database context.</summary>
    private sealed class Unit : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    /// <summary>Counts what is made and disposed, and holds loads.</summary>
    private sealed class Counters
    {
        public int Made, Disposed;
        public readonly TaskCompletionSource Entered = new(TaskCreationOptions.RunContinuationsAsynchronously), Released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Work : IWork
    {
        private readonly Unit _unit;
        private readonly Counters _counters;
        private int _disposals;

        public Work(Unit unit, Counters counters)
        {
            (_unit, _counters) = (unit, counters);
            Interlocked.Increment(ref counters.Made);
        }

        public async Task<int> CachedAsync(int id)
        {
            _counters.Entered.TrySetResult();
            await _counters.Released.Task;
            ObjectDisposedException.ThrowIf(_unit.IsDisposed, _unit);
            return id;
        }

        public Task<Guid> UnitAsync() => Task.FromResult(_unit.Id);

        public void Dispose()
        {
            Assert.Equal(1, ++_disposals);
            Interlocked.Increment(ref _counters.Disposed);
        }
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task A_shared_load_survives_the_scope_of_the_call_that_began_it(ServiceLifetime lifetime)
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world, lifetime);
        var counters = node.Services.GetRequiredService<Counters>();
        var request = node.Services.CreateAsyncScope();
        await using var other = node.Services.CreateAsyncScope();

        var first = request.ServiceProvider.GetRequiredService<IWork>().CachedAsync(5);
        await counters.Entered.Task;
        var second = other.ServiceProvider.GetRequiredService<IWork>().CachedAsync(5);
        await request.DisposeAsync();
        counters.Released.SetResult();

        Assert.Equal((5, 5), (await first, await second));
        // One service was made, for the load, and is gone with it; neither scope made one, nor disposed one it had not made.
        Assert.Equal((1, 1), (counters.Made, counters.Disposed));
    }

    [Fact]
    public async Task Calls_that_pass_through_are_the_scope_s_own()
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world, ServiceLifetime.Scoped);
        await using var one = node.Services.CreateAsyncScope();
        await using var other = node.Services.CreateAsyncScope();

        var work = one.ServiceProvider.GetRequiredService<IWork>();
        Assert.Same(work, one.ServiceProvider.GetRequiredService<IWork>());
        Assert.Equal(one.ServiceProvider.GetRequiredService<Unit>().Id, await work.UnitAsync());
        Assert.Equal(other.ServiceProvider.GetRequiredService<Unit>().Id, await other.ServiceProvider.GetRequiredService<IWork>().UnitAsync());
    }

    [Fact]
    public async Task A_scoped_service_cannot_be_had_outside_a_scope_any_more_than_before()
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world, ServiceLifetime.Scoped);
        Assert.Throws<InvalidOperationException>(() => node.Services.GetRequiredService<IWork>());
    }

    [Fact]
    public async Task A_transient_service_is_another_each_time_and_disposed_once_by_its_scope()
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world, ServiceLifetime.Transient);
        var counters = node.Services.GetRequiredService<Counters>();
        await using (var scope = node.Services.CreateAsyncScope())
        {
            var (one, other) = (scope.ServiceProvider.GetRequiredService<IWork>(), scope.ServiceProvider.GetRequiredService<IWork>());
            Assert.NotSame(one, other);
            await one.UnitAsync();
            await other.UnitAsync();
            one.Dispose();
            Assert.Equal((2, 0), (counters.Made, counters.Disposed));
        }
        Assert.Equal(2, counters.Disposed);
    }

    [Fact]
    public async Task A_singleton_is_one_for_calls_and_loads_and_is_disposed_with_the_container()
    {
        await using var world = new CacheWorld();
        var node = await StartAsync(world, ServiceLifetime.Singleton);
        var counters = node.Services.GetRequiredService<Counters>();
        counters.Released.SetResult();

        var work = node.Services.GetRequiredService<IWork>();
        await work.UnitAsync();
        Assert.Equal((1, 2), (await work.CachedAsync(1), await work.CachedAsync(2)));
        Assert.Same(work, node.Services.CreateScope().ServiceProvider.GetRequiredService<IWork>());
        await node.DisposeAsync();
        Assert.Equal((1, 1), (counters.Made, counters.Disposed));
    }

    [Fact]
    public async Task An_instance_is_not_disposed_by_the_container_that_did_not_make_it()
    {
        await using var world = new CacheWorld();
        var counters = new Counters();
        using var unit = new Unit();
        using var work = new Work(unit, counters);
        await using (var node = await MethodNode.StartAsync(world, services => services.AddSingleton<IWork>(work).AddCachedMethods<IWork>()))
            Assert.Equal(unit.Id, await node.Services.GetRequiredService<IWork>().UnitAsync());
        Assert.Equal(0, counters.Disposed);
    }

    private sealed class Regional(string region) : IRegional
    {
        public Task<string> WhereAsync() => Task.FromResult(region);
    }

    public interface IRegional
    {
        [Cached("region", 60, TimeBound = true)] Task<string> WhereAsync();
    }

    [Fact]
    public async Task Registrations_under_keys_are_told_apart()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world, static services => services
            .AddSingleton<IRegional>(static _ => new Regional("home"))
            .AddKeyedScoped<IRegional>("eu", static (_, key) => new Regional($"{key}"))
            .AddKeyedSingleton<IRegional>("us", new Regional("us"))
            .AddCachedMethods<IRegional>());
        await using var scope = node.Services.CreateAsyncScope();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("home", await scope.ServiceProvider.GetRequiredService<IRegional>().WhereAsync());
            Assert.Equal("eu", await scope.ServiceProvider.GetRequiredKeyedService<IRegional>("eu").WhereAsync());
            Assert.Equal("us", await scope.ServiceProvider.GetRequiredKeyedService<IRegional>("us").WhereAsync());
        }
        Assert.Single(scope.ServiceProvider.GetServices<IRegional>());
        Assert.Equal(3, world.Shared.Keys.Count);
        Assert.Equal(1, node.Node.Statistics.Operation("region.IRegional@eu.WhereAsync").MemoryHits.Value);
    }

    private static Task<MethodNode> StartAsync(CacheWorld world, ServiceLifetime lifetime) => MethodNode.StartAsync(world, services =>
    {
        services.AddSingleton<Counters>();
        services.Add(ServiceDescriptor.Describe(typeof(Unit), typeof(Unit), lifetime));
        services.Add(ServiceDescriptor.Describe(typeof(IWork), typeof(Work), lifetime));
        services.AddCachedMethods<IWork>();
    });
}
