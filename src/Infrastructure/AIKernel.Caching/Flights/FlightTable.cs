using System.Collections.Concurrent;

namespace AIKernel.Caching.Flights;

/// <summary>The loads under way, at most one per key: whoever asks for a key under way joins.</summary>
internal sealed class FlightTable<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Flight<TKey, TResult>> _flights = new();

    /// <summary>How many loads are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Joins the flight of this key, or begins one that the caller must fly or land.</summary>
    public Flight<TKey, TResult> JoinOrBegin(TKey key, out bool begun)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var present))
            {
                begun = false;
                if (present.TryJoin()) return present;
                // Landed, or left by everybody and being cancelled: out of the way, so that it takes no new caller down.
                Remove(present);
            }
            var flight = new Flight<TKey, TResult>(this, key);
            if (!_flights.TryAdd(key, flight)) continue;
            begun = true;
            return flight;
        }
    }

    /// <summary>Whether a load of this key is under way.</summary>
    public bool Contains(TKey key) => _flights.ContainsKey(key);

    internal void Remove(Flight<TKey, TResult> flight) => _flights.TryRemove(new(flight.Key, flight));
}
