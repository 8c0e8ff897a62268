using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

/// <summary>How clients are made, and when one takes the place of another.</summary>
internal interface IRedisRoute : IAsyncDisposable
{
    /// <summary>Makes clients until it is stopped. Ends early only when the configuration does not allow for a Redis that is away.</summary>
    /// <param name="adopt">Takes a client that is to be used from now on.</param>
    /// <param name="stop">Ends it.</param>
    Task RunAsync(Func<ConnectionMultiplexer, ValueTask> adopt, CancellationToken stop);

    /// <summary>Hears that a connection was lost.</summary>
    void Lost();

    /// <summary>Hears that the server refuses writes: it is no master any more. Another client is made, at most once a second.</summary>
    void Refused();
}
