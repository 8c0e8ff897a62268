using AIKernel.Caching.Redis;
using AIKernel.LocalServers;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>Real servers in one of the forms in which the catalog may find its Redis.</summary>
public abstract class Topology : IAsyncLifetime
{
    /// <summary>As whom nodes sign in; null for somebody who may do anything.</summary>
    public (string Name, string Password)? User { get; init; }

    /// <summary>How a node is told to reach it.</summary>
    public RedisConfiguration Configuration => User is { } user ? As(user.Name, user.Password) : Owner;

    /// <summary>The same for a node that may do anything.</summary>
    protected abstract RedisConfiguration Owner { get; }

    /// <summary>The same for a node that signs in as somebody else.</summary>
    public abstract RedisConfiguration As(string user, string password);

    /// <summary>Every server of it that may hold keys.</summary>
    public abstract IReadOnlyList<RedisServer> Servers { get; }

    /// <summary>The servers to which writes go now.</summary>
    public abstract Task<IReadOnlyList<RedisServer>> MastersAsync();

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>The same as settings of a host, in this section.</summary>
    public IEnumerable<(string Name, string Value)> Settings(string section)
    {
        yield return ($"{section}:{nameof(RedisConfiguration.ConnectionString)}", Configuration.ConnectionString);
        yield return ($"{section}:{nameof(RedisConfiguration.SentinelConfiguration)}", Configuration.SentinelConfiguration ?? "");
    }

    /// <summary>Removes every key.</summary>
    public async Task FlushAsync()
    {
        await using var redis = await ConnectAsync();
        foreach (var master in Masters.Of(redis)) await master.FlushAllDatabasesAsync();
    }

    /// <summary>A connection of the test's own to all masters, allowed to look into them.</summary>
    public virtual async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse((await MastersAsync())[0].ConnectionString);
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}

/// <summary>What tests ask of a connection, whatever stands behind it.</summary>
internal static class Masters
{
    /// <summary>The servers to which writes go.</summary>
    public static IEnumerable<IServer> Of(ConnectionMultiplexer redis) => redis.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false });

    /// <summary>Every key on any of them.</summary>
    public static List<string> Keys(this ConnectionMultiplexer redis, string pattern) => [.. Of(redis).SelectMany(server => server.Keys(pattern: pattern)).Select(static key => key.ToString())];
}
