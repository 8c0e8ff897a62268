using System.Collections;
using System.Reflection;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>
/// Counts the flights of an operation and those who wait for them, past the encapsulation: it is how the driver knows
/// that everything in motion has come to rest.
/// </summary>
internal sealed class FlightProbe
{
    private static readonly BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    private readonly IEnumerable _flights;
    private readonly PropertyInfo _key, _value;
    private readonly FieldInfo _waiters;

    public FlightProbe(object operation)
    {
        var table = operation.GetType().GetField("_flights", Private)!.GetValue(operation)!;
        _flights = (IEnumerable)table.GetType().GetField("_flights", Private)!.GetValue(table)!;
        var flight = _flights.GetType().GetGenericArguments()[1];
        var pair = typeof(KeyValuePair<,>).MakeGenericType(typeof(string), flight);
        (_key, _value) = (pair.GetProperty("Key")!, pair.GetProperty("Value")!);
        _waiters = flight.GetField("_waiters", Private)!;
    }

    /// <summary>
    /// How many flights somebody waits for, and how many wait for those of these keys: both in one pass, flight by flight, so
    /// that no flight is in one count and not in the other.
    /// </summary>
    public (int Flights, int Waiters) Count(Func<string, bool> ofKey)
    {
        var (flights, waiters) = (0, 0);
        foreach (var pair in _flights)
        {
            var waiting = WaitersOf(pair);
            flights += waiting > 0 ? 1 : 0;
            waiters += ofKey((string)_key.GetValue(pair)!) ? waiting : 0;
        }
        return (flights, waiters);
    }

    /// <summary>Whether everybody has left the flight of this key.</summary>
    public bool IsAbandoned(string key)
    {
        foreach (var pair in _flights)
            if ((string)_key.GetValue(pair)! == key) return WaitersOf(pair) == 0;
        return false;
    }

    private int WaitersOf(object pair) => (int)_waiters.GetValue(_value.GetValue(pair))!;
}
