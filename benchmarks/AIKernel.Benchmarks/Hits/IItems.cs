using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;

namespace AIKernel.Benchmarks.Hits;

/// <summary>A repository as an application has it.</summary>
internal interface IItems
{
    ValueTask<Item?> GetAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>The repository itself, at its fastest: everything at hand.</summary>
internal sealed class BareItems(IEnumerable<Item> items) : IItems
{
    private readonly Dictionary<Guid, Item> _items = items.ToDictionary(static item => item.Id);

    public ValueTask<Item?> GetAsync(Guid id, CancellationToken cancellationToken) => new(_items.GetValueOrDefault(id));
}

/// <summary>The repository behind the cache: the decorator whose hits are measured.</summary>
internal sealed class CachedItems(IItems inner, ICache cache, int tags) : IItems
{
    private static readonly string[] Families = ["items", "items:*", "kind:model", "owner:bench"];

    private readonly CachedOperation<Guid, Item?> _get = cache.Bind(new OperationDefinition<IItems, Guid, Item?>
    {
        Prefix = "item",
        Name = $"get-{tags}",
        Policy = Operations.Hour,
        Serializer = new JsonCacheSerializer<Item?>(ItemJson.Default.Item!),
        Key = static (key, id) => key.Add(id),
        Tags = (set, id, _) => Describe(set, id, tags),
        Load = static (items, id, cancellationToken) => items.GetAsync(id, cancellationToken),
    }, inner);

    public ValueTask<Item?> GetAsync(Guid id, CancellationToken cancellationToken) => _get.GetAsync(id, cancellationToken);

    private static void Describe(TagSet set, Guid id, int tags)
    {
        if (tags == 0) return;
        set.Add("item", id);
        foreach (var family in Families.AsSpan(0, tags - 1)) set.Add(family);
    }
}
