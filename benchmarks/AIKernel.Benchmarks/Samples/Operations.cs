using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Samples;

/// <summary>Asks a source for one value.</summary>
internal delegate ValueTask<TValue> Loader<TValue>(Guid id, CancellationToken cancellationToken);

/// <summary>Cached operations in the words of a decorator's author.</summary>
internal static class Operations
{
    /// <summary>An hour, so that nothing expires while it is measured.</summary>
    public static EntryPolicy Hour { get; } = EntryPolicy.Of(TimeSpan.FromHours(1));

    public static CachedOperation<Guid, Item> BindItems(this ICache cache, Loader<Item> load, EntryPolicy? policy = null, Action<TagSet, Guid, Item>? tags = null, string name = "get") =>
        cache.Bind(Of(name, ItemJson.Default.Item, policy ?? Hour, tags ?? (static (_, _, _) => { })), load);

    public static CachedOperation<Guid, ItemPage> BindPages(this ICache cache, Loader<ItemPage> load) =>
        cache.Bind(Of<ItemPage>("page", ItemJson.Default.ItemPage, Hour, static (_, _, _) => { }), load);

    public static OperationDefinition<Loader<TValue>, Guid, TValue> Of<TValue>(string name, JsonTypeInfo<TValue> type, EntryPolicy policy, Action<TagSet, Guid, TValue> tags) => new()
    {
        Prefix = "item",
        Name = name,
        Policy = policy,
        Serializer = new JsonCacheSerializer<TValue>(type),
        Key = static (key, id) => key.Add(id),
        Tags = tags,
        Load = static (load, id, cancellationToken) => load(id, cancellationToken),
        LoadMany = static async (load, ids, cancellationToken) =>
        {
            var values = new List<TValue>(ids.Count);
            foreach (var id in ids) values.Add(await load(id, cancellationToken));
            return values;
        },
    };

    /// <summary>A loader for reads that must not reach the source.</summary>
    public static ValueTask<TValue> MustNotLoad<TValue>(Guid id, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{id} was to come from the cache.");
}
