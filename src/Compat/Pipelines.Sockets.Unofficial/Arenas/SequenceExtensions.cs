namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Copies out of sequences, each element through a projection.</summary>
public static class SequenceExtensions
{
    /// <summary>A new array of the projected elements, in order; the shared empty array for an empty sequence.</summary>
    public static TTo[] ToArray<TFrom, TTo>(this in Sequence<TFrom> source, Projection<TFrom, TTo> projection)
    {
        if (source.IsEmpty) return [];
        var result = new TTo[source.Length];
        CopyTo(source, result, projection);
        return result;
    }

    /// <summary>As the other overload, with a state that every call of the projection receives.</summary>
    public static TTo[] ToArray<TFrom, TState, TTo>(this in Sequence<TFrom> source, Projection<TFrom, TState, TTo> projection, in TState state)
    {
        if (source.IsEmpty) return [];
        var result = new TTo[source.Length];
        var at = 0;
        foreach (var span in source.Spans)
        {
            foreach (ref var item in span) result[at++] = projection(item, state);
        }

        return result;
    }

    /// <summary>Fills the front of <paramref name="destination"/>; throws <see cref="ArgumentException"/>, writing nothing, if it is too short.</summary>
    public static void CopyTo<TFrom, TTo>(this in Sequence<TFrom> source, Span<TTo> destination, Projection<TFrom, TTo> projection)
    {
        if (source.Length > destination.Length) throw new ArgumentException("The destination is too short.", nameof(destination));
        var at = 0;
        foreach (var span in source.Spans)
        {
            foreach (ref var item in span) destination[at++] = projection(item);
        }
    }
}
