using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.AspNetCore.DataProtection;

/// <summary>Keeps data protection's key ring in Redis.</summary>
public static class StackExchangeRedisDataProtectionBuilderExtensions
{
    private const string DefaultKey = "DataProtection-Keys";

    /// <summary>The ring is the list <paramref name="key"/> of the database that the factory gives, asked for at every use.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IDataProtectionBuilder PersistKeysToStackExchangeRedis(this IDataProtectionBuilder builder, Func<IDatabase> databaseFactory, RedisKey key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(databaseFactory);
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new RedisXmlRepository(databaseFactory, key));
        return builder;
    }

    /// <summary>The ring is the list <c>DataProtection-Keys</c> of the connection's default database.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IDataProtectionBuilder PersistKeysToStackExchangeRedis(this IDataProtectionBuilder builder, IConnectionMultiplexer connectionMultiplexer) =>
        builder.PersistKeysToStackExchangeRedis(connectionMultiplexer, DefaultKey);

    /// <summary>The ring is the list <paramref name="key"/> of the connection's default database.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IDataProtectionBuilder PersistKeysToStackExchangeRedis(this IDataProtectionBuilder builder, IConnectionMultiplexer connectionMultiplexer, RedisKey key)
    {
        ArgumentNullException.ThrowIfNull(connectionMultiplexer);
        return builder.PersistKeysToStackExchangeRedis(() => connectionMultiplexer.GetDatabase(), key);
    }
}
