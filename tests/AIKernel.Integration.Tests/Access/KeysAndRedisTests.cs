using AIKernel.Catalog.Persistence.Access;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Access;

/// <summary>Whoever can write to the cache's Redis must not be able to write himself a key: keys are not kept there.</summary>
public sealed class KeysAndRedisTests : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartTemporaryAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task What_is_read_goes_to_redis_and_the_key_it_was_read_with_does_not()
    {
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync(), new()
        {
            ["Access:Reads"] = "closed",
            ["Caching:Redis:ConnectionString"] = _redis.ConnectionString,
            ["Caching:SharedTier:DeadlineMilliseconds"] = "2000",
        }).ReadyAsync();
        var key = await host.CreateKeyAsync(AccessScopes.CatalogRead);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var names = new List<string>();
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(200, (await host.Api.GetAsync("/api/v1/resources", ("Authorization", $"Bearer {key}"))).Status);
            names = [.. redis.GetServers()[0].Keys().Select(static name => name.ToString())];
            return names.Any(static name => name.Contains("resource", StringComparison.Ordinal));
        }, "the answer is in Redis");
        Assert.DoesNotContain(names, name => name.Contains("access", StringComparison.Ordinal) || name.Contains(key[4..20], StringComparison.Ordinal));
    }
}
