using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Reading;

/// <summary>A definition bound to its source: what one read path is made of.</summary>
internal sealed record ReadPathParts<TArgs, TValue>(
    string FullName,
    EntryPolicy Policy,
    ICacheSerializer<TValue> Serializer,
    Action<TagSet, TArgs, TValue> Tags,
    Func<TArgs, TValue, TimeSpan?>? LifetimeOf,
    Func<TArgs, TValue, PayloadCompression?>? CompressionOf,
    Func<TValue, long>? Weigh,
    Func<TArgs, string> Key,
    Func<TArgs, CancellationToken, ValueTask<TValue>> Load,
    Func<IReadOnlyList<TArgs>, CancellationToken, ValueTask<IReadOnlyList<TValue>>>? LoadMany,
    OperationLatency Latency)
    where TArgs : notnull;
