using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>What the nodes tell each other over Redis: a lease was settled, the journal has grown. Hints only; any of them may be lost.</summary>
internal sealed class RedisSignals
{
    private readonly RedisConfiguration _configuration;

    public RedisSignals(RedisConnection connection, RedisConfiguration configuration)
    {
        _configuration = configuration;
        connection.Connected += Subscribe;
    }

    /// <summary>Raised, with the key, when a lease was settled on any node.</summary>
    public event Action<string>? Settled;

    /// <summary>Raised when another node says that the journal has grown.</summary>
    public event Action? Hinted;

    /// <summary>This process among the nodes.</summary>
    public string Node { get; } = Guid.NewGuid().ToString("N");

    public string SettledChannel => $"{_configuration.InstanceName}:settled";

    public string HintChannel => $"{_configuration.InstanceName}:journal";

    private void Subscribe(ISubscriber subscriber)
    {
        // The client subscribes again by itself whenever the connection is back.
        _ = subscriber.SubscribeAsync(RedisChannel.Literal(SettledChannel), (_, key) => Settled?.Invoke(key.ToString()), CommandFlags.FireAndForget);
        _ = subscriber.SubscribeAsync(RedisChannel.Literal(HintChannel), (_, node) =>
        {
            if (node != Node) Hinted?.Invoke();
        }, CommandFlags.FireAndForget);
    }
}
