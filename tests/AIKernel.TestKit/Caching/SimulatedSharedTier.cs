using System.Buffers;
using System.Text;
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
    private readonly List<SharedTierConnection> _connections = [];
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

    /// <summary>Takes a lease unless somebody holds it, and reads the key.</summary>
    public (bool Acquired, byte[]? Bytes) TryLease(string key, string token, TimeSpan duration)
    {
        lock (_lock)
        {
            var free = Get(LeaseOf(key)) is null;
            if (free) Set(LeaseOf(key), Encoding.UTF8.GetBytes(token), duration);
            return (free, Get(key));
        }
    }

    /// <summary>Keeps bytes, unless there are none, gives the lease back if this token holds it, and tells every connection.</summary>
    public void Settle(string key, string token, byte[] bytes, TimeSpan lifetime)
    {
        SharedTierConnection[] listeners;
        lock (_lock)
        {
            if (bytes.Length > 0) Set(key, bytes, lifetime);
            if (Get(LeaseOf(key)) is { } holder && Encoding.UTF8.GetString(holder) == token) _items.Remove(LeaseOf(key));
            listeners = [.. _connections];
        }
        foreach (var listener in listeners) listener.HearSettled(key);
    }

    /// <summary>Tells every connection but one that the journal has grown.</summary>
    public void Hint(SharedTierConnection from)
    {
        SharedTierConnection[] listeners;
        lock (_lock) listeners = [.. _connections.Where(one => one != from)];
        foreach (var listener in listeners) listener.HearHint();
    }

    /// <summary>Whether somebody holds the lease of this key.</summary>
    public bool IsLeased(string key) => Get(LeaseOf(key)) is not null;

    private static string LeaseOf(string key) => key + "#lease";

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
    public SharedTierConnection Connect(string node, Traffic traffic)
    {
        var connection = new SharedTierConnection(this, node, traffic);
        lock (_lock) _connections.Add(connection);
        return connection;
    }
}

/// <summary>One node's connection to the shared tier.</summary>
internal sealed class SharedTierConnection(SimulatedSharedTier store, string node, Traffic traffic) : ISharedTier
{
    public event Action? Restored;
    public event Action<string>? Settled;
    public event Action? Hinted;

    /// <summary>Whether messages of other nodes arrive.</summary>
    public bool Listening { get; set; } = true;

    /// <summary>What becomes of the answer to a read of several keys on its way back.</summary>
    public Func<IReadOnlyList<byte[]?>, IReadOnlyList<byte[]?>> Reshape { get; set; } = static answer => answer;

    public async ValueTask<IMemoryOwner<byte>?> GetAsync(string key) =>
        Owned(await traffic.CrossAsync(new(node, CallKind.Get, key), () => store.Get(key), CancellationToken.None));

    public async ValueTask<IReadOnlyList<IMemoryOwner<byte>?>> GetManyAsync(IReadOnlyList<string> keys)
    {
        var values = await traffic.CrossAsync(new(node, CallKind.GetMany, string.Join(' ', keys)), () => Reshape([.. keys.Select(store.Get)]), CancellationToken.None);
        return [.. values.Select(Owned)];
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> bytes, TimeSpan lifetime)
    {
        var copy = bytes.ToArray();
        await traffic.CrossAsync(new(node, CallKind.Set, key), () => { store.Set(key, copy, lifetime); return true; }, CancellationToken.None);
    }

    public async ValueTask<LeaseAttempt> TryLeaseAsync(string key, string token, TimeSpan duration)
    {
        var (acquired, bytes) = await traffic.CrossAsync(new(node, CallKind.Lease, key), () => store.TryLease(key, token, duration), CancellationToken.None);
        return new(acquired, Owned(bytes));
    }

    public async ValueTask SettleAsync(string key, string token, ReadOnlyMemory<byte> bytes, TimeSpan lifetime)
    {
        var copy = bytes.ToArray();
        await traffic.CrossAsync(new(node, CallKind.Settle, key), () => { store.Settle(key, token, copy, lifetime); return true; }, CancellationToken.None);
    }

    public async ValueTask HintAsync() => await traffic.CrossAsync(new(node, CallKind.Hint, ""), () => { store.Hint(this); return true; }, CancellationToken.None);

    public ValueTask<string> ProbeAsync() => traffic.CrossAsync(new(node, CallKind.Probe, ""), static () => "store:1", CancellationToken.None);

    /// <summary>Says that the store is back.</summary>
    public void Restore() => Restored?.Invoke();

    internal void HearSettled(string key)
    {
        if (Listening) Settled?.Invoke(key);
    }

    internal void HearHint()
    {
        if (Listening) Hinted?.Invoke();
    }

    private static UnpooledBytes? Owned(byte[]? bytes) => bytes is null ? null : new(bytes);
}
