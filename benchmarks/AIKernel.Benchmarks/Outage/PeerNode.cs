using AIKernel.Benchmarks.Samples;
using AIKernel.Benchmarks.SharedTier;
using Microsoft.Extensions.Caching.Distributed;

namespace AIKernel.Benchmarks.Outage;

/// <summary>Cache-aside over IDistributedCache, as applications write it, under the same kind of load; a fault is a miss.</summary>
internal sealed class PeerNode : IAsyncDisposable
{
    private const int Readers = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly DistributedCacheEntryOptions Hour = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };

    private readonly RedisClient _client;
    private readonly Traffic _reads;

    private PeerNode(RedisClient client)
    {
        _client = client;
        _reads = new(Readers, Pause, () => ReadAsync(client.Distributed, OutageNode.NextId()));
    }

    public static async Task<PeerNode> StartAsync(string connectionString) => new(await RedisClient.ConnectAsync(connectionString));

    public Task<IReadOnlyList<Call>> StopAsync() => _reads.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _client.DisposeAsync();
    }

    private static async Task<Item> ReadAsync(IDistributedCache cache, Guid id)
    {
        if (await TryAsync(async () => await cache.GetAsync($"{id}")) is { } bytes) return System.Text.Json.JsonSerializer.Deserialize(bytes, ItemJson.Default.Item)!;
        var item = Items.Full(id);
        await TryAsync(async () => { await cache.SetAsync($"{id}", Items.Json(item), Hour); return null; });
        return item;
    }

    private static async Task<byte[]?> TryAsync(Func<Task<byte[]?>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception)
        {
            return null; // what a careful application does: a cache that fails is a miss
        }
    }
}
