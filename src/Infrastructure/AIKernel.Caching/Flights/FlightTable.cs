using System.Collections.Concurrent;

namespace AIKernel.Caching.Flights;

/// <summary>The loads under way, at most one per key: whoever asks for a key under way joins.</summary>
internal sealed class FlightTable<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Flight<TResult>> _flights = new();

    /// <summary>How many loads are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Joins the flight of this key or starts one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Runs once per flight.</param>
    /// <param name="started">Whether this call started it.</param>
    public Flight<TResult> JoinOrStart(TKey key, Func<TKey, CancellationToken, ValueTask<TResult>> load, out bool started)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var present))
            {
                started = false;
                if (present.TryJoin()) return present;
                // Everybody left it and it is being cancelled: out of the way, so that it takes no new caller down.
                _flights.TryRemove(new(key, present));
            }
            var flight = new Flight<TResult>();
            if (!_flights.TryAdd(key, flight)) continue;
            flight.Start(key, load, landed: () => _flights.TryRemove(new(key, flight)));
            started = true;
            return flight;
        }
    }
}
