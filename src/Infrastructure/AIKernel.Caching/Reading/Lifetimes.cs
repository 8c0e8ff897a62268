namespace AIKernel.Caching.Reading;

/// <summary>How long one answer lives from its load on, in milliseconds.</summary>
/// <param name="Fresh">Until it is refreshed ahead.</param>
/// <param name="Whole">Until it expires.</param>
internal readonly record struct Lifetime(long Fresh, long Whole);

/// <summary>Gives each answer its lifetime, as policy, answer and chance have it.</summary>
internal sealed class Lifetimes<TArgs, TValue>(EntryPolicy policy, Func<TArgs, TValue, TimeSpan?>? own, Random random)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The lifetime of this answer.</summary>
    public Lifetime Of(TArgs args, TValue value)
    {
        var lifetime = value is null ? policy.AbsentLifetime : policy.Lifetime;
        if (own?.Invoke(args, value) is { } wanted) lifetime = wanted < Shortest ? Shortest : wanted < lifetime ? wanted : lifetime;
        if (policy.Jitter > 0) lifetime -= lifetime * (policy.Jitter * random.NextDouble());
        var ahead = policy.RefreshAhead < lifetime / 2 ? policy.RefreshAhead : lifetime / 2;
        return new((long)(lifetime - ahead).TotalMilliseconds, (long)lifetime.TotalMilliseconds);
    }
}
