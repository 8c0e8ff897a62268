using AIKernel.Caching.Redis.State;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Where the ring is kept, and under which key.</summary>
internal sealed class KeyRingSetup(IOptions<StateConfiguration> state, RingKeys keys, IServiceProvider services) : IConfigureOptions<KeyManagementOptions>
{
    /// <summary>The same for ever and on every node: cookies are protected for this name.</summary>
    public const string ApplicationName = "aikernel";

    /// <summary>The list's name in Redis; it is the one key there without a lifetime.</summary>
    public const string RedisKey = "data-protection-keys";

    public void Configure(KeyManagementOptions options)
    {
        if (RingStore.Of(state.Value) == RingStore.Redis)
        {
            var redis = services.GetRequiredService<StateRedis>();
            options.XmlRepository = new RedisXmlRepository(() => redis.Database, redis.KeyOf(RedisKey));
        }
        else
        {
            options.XmlRepository = new PostgresXmlRepository(services.GetRequiredService<NpgsqlDataSource>());
        }
        if (keys.CurrentId is not null) options.XmlEncryptor = new RingEncryptor(keys);
    }
}
