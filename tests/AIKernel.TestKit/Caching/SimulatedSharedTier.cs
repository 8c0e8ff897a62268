using AIKernel.Caching.Sharing;

namespace AIKernel.TestKit.Caching;

/// <summary>
/// The store that the nodes share, with everything that can go wrong in it: losing, rolling back, damaging. Delays and
/// faults of calls are the business of the traffic.
/// </summary>
internal sealed class SimulatedSharedTier(ManualTimeProvider time)
{
    private sealed record Item(byte[] Bytes, TimeSpan ExpiresAt);

    private readonly Lock _lock = new();
    private Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    /// <summary>What is held, expired or not, in ordinal order.</summary>
    public IReadOnlyList<string> Keys
    {
        get { lock (_lock) return [.. _items.Keys.Order(StringComparer.Ordinal)]; }
    }

    /// <summary>The bytes under this key, or null.</summary>
    public byte[]? Get(string key)
    {
        lock (_lock) return _items.TryGetValue(key, out var item) && item.ExpiresAt > time.Elapsed ? item.Bytes : null;
    }

    /// <summary>Keeps bytes for a while.</summary>
    public void Set(string key, byte[] bytes, TimeSpan lifetime)
    {
        lock (_lock) _items[key] = new(bytes, time.Elapsed + lifetime);
    }

    /// <summary>How long this key still lives.</summary>
    public TimeSpan LifetimeOf(string key)
    {
        lock (_lock) return _items[key].ExpiresAt - time.Elapsed;
    }

    /// <summary>Forgets one key.</summary>
    public void Lose(string key)
    {
        lock (_lock) _items.Remove(key);
    }

    /// <summary>Starts again empty.</summary>
    public void Clear()
    {
        lock (_lock) _items.Clear();
    }

    /// <summary>Flips bits in what is held under this key.</summary>
    public void Corrupt(string key, int index, byte flip = 0xFF)
    {
        lock (_lock)
        {
            var bytes = (byte[])_items[key].Bytes.Clone();
            bytes[index % bytes.Length] ^= flip;
            _items[key] = _items[key] with { Bytes = bytes };
        }
    }

    /// <summary>Everything as it is now, for <see cref="RollBack"/>.</summary>
    public object Back()
    {
        lock (_lock) return new Dictionary<string, Item>(_items, StringComparer.Ordinal);
    }

    /// <summary>Everything as it was then: a lagging replica took over, or last week's file was loaded.</summary>
    public void RollBack(object then)
    {
        lock (_lock) _items = new((Dictionary<string, Item>)then, StringComparer.Ordinal);
    }

    /// <summary>One node's connection.</summary>
    public SharedTierConnection Connect(string node, Traffic traffic) => new(this, node, traffic);
}

/// <summary>One node's connection to the shared tier.</summary>
internal sealed class SharedTierConnection(SimulatedSharedTier store, string node, Traffic traffic) : ISharedTier
{
    public event Action? Restored;

    /// <summary>What becomes of the answer to a read of several keys on its way back.</summary>
    public Func<IReadOnlyList<byte[]?>, IReadOnlyList<byte[]?>> Reshape { get; set; } = static answer => answer;

    public ValueTask<byte[]?> GetAsync(string key) =>
        traffic.CrossAsync(new(node, CallKind.Get, key), () => store.Get(key), CancellationToken.None);

    public ValueTask<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys) =>
        traffic.CrossAsync(new(node, CallKind.GetMany, string.Join(' ', keys)), () => Reshape([.. keys.Select(store.Get)]), CancellationToken.None);

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime)
    {
        var copy = bytes.ToArray();
        await traffic.CrossAsync(new(node, CallKind.Set, key), () => { store.Set(key, copy, lifetime); return true; }, CancellationToken.None);
    }

    public ValueTask<string> ProbeAsync() => traffic.CrossAsync(new(node, CallKind.Probe, ""), static () => "store:1", CancellationToken.None);

    /// <summary>Says that the store is back.</summary>
    public void Restore() => Restored?.Invoke();
}
