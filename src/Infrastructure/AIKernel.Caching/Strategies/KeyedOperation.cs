namespace AIKernel.Caching.Strategies;

/// <summary>The read of keyed values, as any other read that is cached: one tag an entry, that of its key, beside the one of all.</summary>
internal static class KeyedOperation
{
    private const string Sensitive = "sensitive";
    private const int ObjectBytes = 160;
    private static readonly TimeSpan AbsentLifetime = TimeSpan.FromSeconds(30);

    /// <param name="options">The policies.</param>
    /// <param name="longest">How long the journal is kept: no copy needs to live longer, since values have the database to be loaded from.</param>
    /// <param name="time">The clock that values expire by.</param>
    public static OperationDefinition<IKeyedStore, string, KeyedEntry?> Define(KeyedOptions options, TimeSpan longest, TimeProvider time) => new()
    {
        Prefix = "keyed",
        Name = "get",
        Policy = new(longest, AbsentLifetime),
        Serializer = new KeyedEntrySerializer(),
        Key = static (key, name) => key.Add(name),
        Tags = static (tags, key, entry) =>
        {
            tags.Add(KeyedTags.Of(key)).Add(KeyedTags.All);
            if (entry is { Sensitive: true }) tags.Add(Sensitive);
        },
        Load = static async (store, key, cancellationToken) => (await store.LoadAsync([key], cancellationToken))[0],
        LoadMany = static (store, keys, cancellationToken) => store.LoadAsync(keys, cancellationToken),
        LifetimeOf = (_, entry) => entry is null ? null : entry.IsLiveAt(time.GetUtcNow()) ? entry.ExpiresAt - time.GetUtcNow() : AbsentLifetime,
        CompressionOf = (_, entry) => entry?.Policy is { } name && options.Policies.TryGetValue(name, out var policy) && policy.Compress is { } compress
            ? compress ? PayloadCompression.Gzip : PayloadCompression.None
            : null,
        Weigh = static entry => entry is null ? 0 : ObjectBytes + (entry.Value?.Utf8.Length ?? 0),
    };
}
