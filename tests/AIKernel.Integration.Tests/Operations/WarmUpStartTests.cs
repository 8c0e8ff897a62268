using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Operations.WarmUp;
using AIKernel.Catalog.Resources;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>What a node has in memory before anybody has asked it for anything.</summary>
[Collection(OperatorCollection.Name)]
public sealed class WarmUpStartTests(OperatorNodes nodes)
{
    private static readonly (string, string) Warm = ("WarmUp:Enabled", "true");

    [Fact]
    public async Task A_node_that_starts_again_has_what_was_read_most_in_memory()
    {
        var database = await nodes.CreateDatabaseAsync();
        var shared = ("Operations:MostReadIntervalSeconds", "3600");
        var instance = ("Caching:Redis:InstanceName", $"warm_{Guid.NewGuid():N}"[..12]);
        Reply often, once;
        await using (var before = await nodes.StartNodeAsync(database, instance, shared))
        {
            (often, once) = (await before.Api.CreateAsync(), await before.Api.CreateAsync());
            for (var read = 0; read < 3; read++) await before.Api.GetAsync(Samples.PathOf(often));
            await before.Api.GetAsync(Samples.PathOf(once));
        }
        await using var node = await nodes.StartNodeAsync(database, instance, shared, Warm, ("WarmUp:Resources", "1"));
        Assert.Equal(200, (await node.Api.GetAsync("/health/startup")).Status);
        Assert.Equal("aikernel; hit; detail=memory", (await node.Api.GetAsync(Samples.PathOf(often))).Header("Cache-Status"));
        Assert.Equal("aikernel; hit; detail=redis", (await node.Api.GetAsync(Samples.PathOf(once))).Header("Cache-Status"));
    }

    [Fact]
    public async Task Where_nobody_has_read_yet_it_is_what_most_others_depend_on()
    {
        var database = await nodes.CreateDatabaseAsync();
        Reply hub, leaf, deleted;
        await using (var before = await new CatalogHost(database).ReadyAsync())
        {
            (hub, leaf, deleted) = (await before.Api.CreateAsync(), await before.Api.CreateAsync(), await before.Api.CreateAsync());
            foreach (var (target, count) in new[] { (hub, 2), (leaf, 1), (deleted, 3) })
                for (var edge = 0; edge < count; edge++) await before.Api.RelateAsync(await before.Api.CreateAsync(), "uses", target);
            await before.Api.DeleteAsync(Samples.PathOf(deleted), ("If-Match", "*"));
        }
        var settings = new Dictionary<string, string> { ["WarmUp:Enabled"] = "true", ["WarmUp:Resources"] = "1" };
        await using var node = await new CatalogHost(database, settings).ReadyAsync();
        Assert.Equal("aikernel; hit; detail=memory", (await node.Api.GetAsync(Samples.PathOf(hub))).Header("Cache-Status"));
        Assert.Equal("aikernel; fwd=miss", (await node.Api.GetAsync(Samples.PathOf(leaf))).Header("Cache-Status"));
    }

    [Theory]
    [InlineData("600", true)]
    [InlineData("1", false)]
    public async Task A_node_is_not_ready_until_it_is_warm_or_its_time_is_over(string deadline, bool releases)
    {
        var database = await nodes.CreateDatabaseAsync();
        await using (var before = await new CatalogHost(database).ReadyAsync()) await before.Api.CreateAsync();
        await using var holding = new NpgsqlConnection(database);
        await holding.OpenAsync();
        var transaction = await holding.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table catalog.resources in access exclusive mode", holding)) await command.ExecuteNonQueryAsync();

        await using var node = new CatalogHost(database, new() { ["WarmUp:Enabled"] = "true", ["WarmUp:DeadlineSeconds"] = deadline });
        if (releases)
        {
            await Eventually.HoldsAsync(async () => (long?)await OperatorNodes.ExecuteAsync(database, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1, "the warm-up waits for the table");
            Assert.Equal((200, 503, 503), ((await node.Api.GetAsync("/health/live")).Status, (await node.Api.GetAsync("/health/startup")).Status, (await node.Api.GetAsync("/health/ready")).Status));
            await transaction.DisposeAsync();
            await node.ReadyAsync();
        }
        else
        {
            await node.ReadyAsync();
            await transaction.DisposeAsync();
        }
        Assert.Equal(200, (await node.Api.GetAsync("/health/startup")).Status);
    }

    [Fact]
    public async Task Of_nodes_that_share_a_redis_one_refreshes_for_all_and_each_does_while_redis_is_away()
    {
        await using var redis = await LocalServers.RedisServer.StartTemporaryAsync();
        var database = await nodes.CreateDatabaseAsync();
        await using var host = await nodes.StartNodeAsync(database, ("Caching:Redis:ConnectionString", redis.ConnectionString));
        var store = host.Services.GetRequiredService<Caching.Redis.State.CacheRedis>().Store;
        var (time, chosen) = (new ManualTimeProvider(), 0);
        var services = new List<(WarmUpService Service, RecordingLog Log)>();
        for (var number = 0; number < 3; number++)
        {
            var (log, migration) = (new RecordingLog(), new MigrationState());
            migration.MarkDone();
            var service = new WarmUpService(
                Options.Create(new WarmUpConfiguration()), new FakePlan(() => Interlocked.Increment(ref chosen) > 0 ? [] : []),
                new Warmer(HeldLoads.With(static (_, _) => Task.FromResult<Resource?>(null)), new TestMeterFactory(), log.For<Warmer>()), migration, new(), time, log.For<WarmUpService>(), store);
            await service.StartAsync(CancellationToken.None);
            await log.WrittenAsync(5040);
            services.Add((service, log));
        }
        await time.SleepingAsync(TimeSpan.FromMinutes(15), 3);
        Assert.Equal(3, chosen);
        time.Advance(TimeSpan.FromMinutes(15));
        // Whoever has no turn waits for the next tick already.
        await Eventually.HoldsAsync(() => Task.FromResult(services.Count(static one => one.Log.Count(5040) == 2) == 1), "one has refreshed");
        await using var looking = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        Assert.True(await looking.GetDatabase().KeyExistsAsync("aikernel_:turn:refresh"));
        Assert.Equal(4, chosen);

        await redis.StopAsync();
        time.Advance(TimeSpan.FromMinutes(15));
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref chosen) == 7), "each has refreshed for itself");
        foreach (var (service, _) in services)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }
        // Three at the start, one for all, three for themselves: no more, now that none can come any more.
        Assert.Equal(7, chosen);
    }
}
