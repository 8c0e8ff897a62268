using System.Security.Cryptography;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.LocalServers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Sessions;

/// <summary>The keys that protect cookies: shared by nodes, unreadable where they are kept, in Redis or in PostgreSQL.</summary>
public sealed class KeyRingTests(StateServers servers) : IClassFixture<StateServers>
{
    private const string Other = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private const string RingInRedis = ":data-protection-keys";

    private readonly string _instance = $"k{Guid.NewGuid():N}"[..12];

    public static TheoryData<string> Stores => ["redis", "postgres"];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_one_node_protects_the_other_reads_and_the_store_shows_neither_keys_nor_how_to_get_them(string store)
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        // At once and with an empty ring: each may make a key, and must find the other's.
        var nodes = await Task.WhenAll(StartAsync(store, database), StartAsync(store, database));
        await using var first = nodes[0];
        await using var second = nodes[1];

        Assert.Equal("hush", Protector(second).Unprotect(Protector(first).Protect("hush")));
        Assert.Equal("hush", Protector(first).Unprotect(Protector(second).Protect("hush")));
        Assert.All(await KeptAsync(store, database), static xml =>
        {
            Assert.Contains("<sealed key=\"", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("requiresEncryption", xml, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_new_key_writes_and_the_old_one_still_reads_until_it_is_dropped(string store)
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        string secret;
        await using (var before = await StartAsync(store, database)) secret = Protector(before).Protect("hush");
        await using (var rotated = await StartAsync(store, database, ("State:DataProtection:Key", Other), ("State:DataProtection:OldKeys:0", StateServers.Key)))
        {
            Assert.Equal("hush", Protector(rotated).Unprotect(secret));
            rotated.Services.GetRequiredService<IKeyManager>().CreateNewKey(DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }
        var names = (await KeptAsync(store, database)).Select(static xml => xml.Split("<sealed key=\"")[1][..16]).ToList();
        Assert.Equal((2, 2), (names.Count, names.Distinct().Count()));

        await using var without = await StartAsync(store, database, ("State:DataProtection:Key", Other));
        Assert.ThrowsAny<CryptographicException>(() => Protector(without).Unprotect(secret));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_ring_that_somebody_changed_is_not_believed(string store)
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        string secret;
        await using (var before = await StartAsync(store, database)) secret = Protector(before).Protect("hush");
        var xml = Assert.Single(await KeptAsync(store, database));
        var at = xml.IndexOf("</sealed>", StringComparison.Ordinal) - 30;
        await KeepAsync(store, database, xml[..at] + (xml[at] == 'A' ? 'B' : 'A') + xml[(at + 1)..]);

        await using var after = await StartAsync(store, database);
        Assert.ThrowsAny<CryptographicException>(() => Protector(after).Unprotect(secret));
    }

    [Fact]
    public async Task With_a_Redis_for_state_the_ring_is_there_and_without_one_in_the_database_since_a_cache_may_evict_it()
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        await using (var node = await StartAsync("", database)) Protector(node).Protect("x");
        Assert.Single(await KeptAsync("redis", database));
        await using (var node = await StartAsync("", database, ("State:Redis:ConnectionString", ""))) Protector(node).Protect("x");
        Assert.Single(await KeptAsync("postgres", database));
    }

    [Fact]
    public async Task A_ring_in_the_database_survives_the_loss_of_every_Redis()
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        string secret;
        await using (var before = await StartAsync("postgres", database)) secret = Protector(before).Protect("hush");
        foreach (var redis in new[] { servers.Cache, servers.State }) await FlushAsync(redis);
        await using var after = await StartAsync("postgres", database);
        Assert.Equal("hush", Protector(after).Unprotect(secret));
    }

    [Fact]
    public async Task In_Development_a_ring_may_do_without_a_key()
    {
        var database = await HttpFixture.CreateDatabaseAsync();
        await using var node = await StartAsync("postgres", database, ("State:DataProtection:Key", ""), ("environment", "Development"));
        Assert.Equal("hush", Protector(node).Unprotect(Protector(node).Protect("hush")));
        Assert.Contains("requiresEncryption", Assert.Single(await KeptAsync("postgres", database)), StringComparison.Ordinal);
    }

    private async Task<CatalogHost> StartAsync(string store, string database, params (string, string)[] more) => await servers.StartNodeAsync(
        [("ConnectionStrings:Catalog", database), ("State:DataProtection:Store", store), ("State:Redis:InstanceName", _instance), .. more]);

    private static IDataProtector Protector(CatalogHost node) => node.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private async Task<IReadOnlyList<string>> KeptAsync(string store, string database)
    {
        if (store == "redis")
        {
            await using var redis = await StateServers.ConnectAsync(servers.State);
            return [.. (await redis.GetDatabase().ListRangeAsync(_instance + RingInRedis)).Select(static item => item.ToString())];
        }
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select array_agg(xml order by id) from state.data_protection_keys");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private async Task KeepAsync(string store, string database, string xml)
    {
        if (store == "redis")
        {
            await using var redis = await StateServers.ConnectAsync(servers.State);
            await redis.GetDatabase().ListSetByIndexAsync(_instance + RingInRedis, 0, xml);
            return;
        }
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("update state.data_protection_keys set xml = $1");
        command.Parameters.Add(new() { Value = xml });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task FlushAsync(RedisServer server)
    {
        await using var redis = await StateServers.ConnectAsync(server);
        await redis.GetServers()[0].FlushAllDatabasesAsync();
    }
}
