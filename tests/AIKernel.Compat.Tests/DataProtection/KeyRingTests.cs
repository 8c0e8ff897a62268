using System.Xml;
using System.Xml.Linq;
using AIKernel.Compat.Tests.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AIKernel.Compat.Tests.DataProtection;

/// <summary>The wire format, and a ring that several processes keep in one list, on a real server.</summary>
[Collection(RedisCollection.Name)]
public sealed class KeyRingTests(PrivateRedis server)
{
    private static RedisKey NewList() => $"ring:{Guid.NewGuid():N}";

    [Fact]
    public async Task An_element_is_one_item_of_a_list_without_formatting_and_the_oldest_is_first()
    {
        await using var redis = await server.ConnectAsync();
        var (database, list) = (redis.GetDatabase(), NewList());
        var ring = new RedisXmlRepository(() => database, list);
        ring.StoreElement(XElement.Parse("<key id=\"1\">\n  <a />\n  <b>ü &amp; 鍵</b>\n</key>"), "a name");
        ring.StoreElement(new XElement("key", new XAttribute("id", 2)), null!);

        Assert.Equal(RedisType.List, await database.KeyTypeAsync(list));
        Assert.Equal(["<key id=\"1\"><a /><b>ü &amp; 鍵</b></key>", "<key id=\"2\" />"], (await database.ListRangeAsync(list)).Select(static item => item.ToString()));
        Assert.Null(await database.KeyTimeToLiveAsync(list));
        Assert.Equal(["1", "2"], ring.GetAllElements().Select(static element => element.Attribute("id")!.Value));
    }

    [Fact]
    public async Task What_another_program_appended_is_read_and_no_list_is_an_empty_ring()
    {
        await using var redis = await server.ConnectAsync();
        var (database, list) = (redis.GetDatabase(), NewList());
        var ring = new RedisXmlRepository(() => database, list);

        Assert.Empty(ring.GetAllElements());
        await database.ListRightPushAsync(list, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<key id=\"x\"><b>1</b></key>");
        Assert.Equal("<key id=\"x\"><b>1</b></key>", Assert.Single(ring.GetAllElements()).ToString(SaveOptions.DisableFormatting));
    }

    [Fact]
    public async Task Damage_is_told_and_not_taken_for_an_empty_ring()
    {
        await using var redis = await server.ConnectAsync();
        var (database, list) = (redis.GetDatabase(), NewList());
        await database.ListRightPushAsync(list, "<key id=");
        Assert.Throws<XmlException>(() => new RedisXmlRepository(() => database, list).GetAllElements());
    }

    [Fact]
    public async Task Many_may_append_at_once_and_nothing_is_lost()
    {
        await using var redis = await server.ConnectAsync();
        var (database, list) = (redis.GetDatabase(), NewList());
        await Parallel.ForAsync(0, 200, (number, _) =>
        {
            new RedisXmlRepository(() => database, list).StoreElement(new XElement("key", number), "");
            return ValueTask.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(0, 200), new RedisXmlRepository(() => database, list).GetAllElements().Select(static element => (int)element).Order());
    }

    [Fact]
    public async Task The_database_is_asked_for_at_every_use_so_that_a_connection_may_come_late()
    {
        await using var redis = await server.ConnectAsync();
        IDatabase? database = null;
        var ring = new RedisXmlRepository(() => database ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "not yet"), NewList());

        Assert.Throws<RedisConnectionException>(() => ring.GetAllElements());
        Assert.Throws<RedisConnectionException>(() => ring.StoreElement(new("key"), ""));
        database = redis.GetDatabase();
        ring.StoreElement(new("key"), "");
        Assert.Single(ring.GetAllElements());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_one_process_protects_another_with_the_same_list_reads(bool defaultList)
    {
        await using var redis = await server.ConnectAsync();
        RedisKey list = defaultList ? "DataProtection-Keys" : NewList();
        using var first = Process(builder => _ = defaultList ? builder.PersistKeysToStackExchangeRedis(redis) : builder.PersistKeysToStackExchangeRedis(redis, list));
        using var second = Process(builder => builder.PersistKeysToStackExchangeRedis(() => redis.GetDatabase(), list));
        using var stranger = Process(builder => builder.PersistKeysToStackExchangeRedis(redis, NewList()));

        var secret = Protector(first).Protect("hush");

        Assert.Equal("hush", Protector(second).Unprotect(secret));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => Protector(stranger).Unprotect(secret));
        var item = Assert.Single(await redis.GetDatabase().ListRangeAsync(list)).ToString();
        Assert.Equal("key", XElement.Parse(item).Name.LocalName);
    }

    [Fact]
    public void Missing_arguments_are_told_at_once()
    {
        var builder = new ServiceCollection().AddDataProtection();
        Assert.Throws<ArgumentNullException>(() => StackExchangeRedisDataProtectionBuilderExtensions.PersistKeysToStackExchangeRedis(null!, () => null!, "list"));
        Assert.Throws<ArgumentNullException>(() => builder.PersistKeysToStackExchangeRedis((Func<IDatabase>)null!, "list"));
        Assert.Throws<ArgumentNullException>(() => builder.PersistKeysToStackExchangeRedis((IConnectionMultiplexer)null!));
    }

    private static ServiceProvider Process(Action<IDataProtectionBuilder> persist)
    {
        var services = new ServiceCollection();
        persist(services.AddDataProtection().SetApplicationName("compat"));
        var provider = services.BuildServiceProvider();
        Assert.IsType<RedisXmlRepository>(provider.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository);
        return provider;
    }

    private static IDataProtector Protector(IServiceProvider process) => process.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
