namespace AIKernel.Integration.Tests.Redis;

/// <summary>A node that holds a lease loses its Redis, alone of all.</summary>
public sealed class CutOffHolderTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly RedisWorld _world = new();
    private readonly HeldSource _source = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_holder_cut_off_from_Redis_answers_its_own_caller_and_the_others_load_within_the_lease()
    {
        var options = EngineNode.Patient with { Lease = TimeSpan.FromSeconds(1) };
        var cut = (await _world.StartNodeAsync(options, overLink: true)).Bind(_source.LoadAsync, lease: true);
        var second = (await _world.StartNodeAsync(options)).Bind(_source.LoadAsync, lease: true);
        _source.Hold();
        var loading = cut.GetAsync("x", default).AsTask();
        await _source.EnteredAsync();
        await _world.Link.DisposeAsync();

        var waiting = second.GetAsync("x", default).AsTask();
        await _source.EnteredAsync(2); // the lease ran out
        _source.Release();

        Assert.StartsWith("x ", await loading.WaitAsync(Limit), StringComparison.Ordinal);
        Assert.StartsWith("x ", await waiting.WaitAsync(Limit), StringComparison.Ordinal);
        Assert.Equal(2, _source.Loads);
    }
}
