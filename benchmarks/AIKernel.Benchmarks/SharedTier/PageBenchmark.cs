using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Caching;
using Microsoft.Extensions.Caching.Distributed;

namespace AIKernel.Benchmarks.SharedTier;

/// <summary>What a hit in Redis allocates in the whole process, for a page of 60 KB of JSON, beside the decoded page alone.</summary>
internal static class PageBenchmark
{
    private const int Pages = 60;
    private const int First = 20_000; // pages of items that no other suite uses
    private const string Work = "60 KB page, bytes allocated per Redis hit";
    private const string Floor = "decoding a buffer at hand";

    private static readonly ICacheSerializer<ItemPage> Serializer = new JsonCacheSerializer<ItemPage>(ItemJson.Default.ItemPage);

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench, string connectionString, RedisClient client)
    {
        var ids = Items.Ids(Pages, First);
        var json = Array.ConvertAll(ids, static id => Items.Json(Items.Page(id)));
        await FillAsync(ids, json, connectionString, client);
        var bytes = await Measure.InterleavedAsync(bench.Pick(7, 5),
            () => Task.FromResult(Decoded(json)),
            () => CachedAsync(ids, connectionString),
            () => AllocatedAsync(ids, async id => Decode(await client.Database.StringGetAsync(RedisClient.FloorKey(id)))),
            () => AllocatedAsync(ids, async id => Decode(await client.Distributed.GetAsync($"{id}"))));
        return
        [
            new(Work, "AIKernel", bytes[1], "B", Floor, bytes[0], Target.AtMostFloors(1.05)),
            new(Work, "StackExchange.Redis, decoded", bytes[2], "B", Floor, bytes[0]),
            new(Work, "IDistributedCache, decoded", bytes[3], "B", Floor, bytes[0]),
        ];
    }

    private static async Task FillAsync(Guid[] ids, byte[][] json, string connectionString, RedisClient client)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal(), connectionString, CacheNode.PatientOptions);
        var writing = node.Cache.BindPages(static (id, _) => new(Items.Page(id)));
        for (var i = 0; i < ids.Length; i++)
        {
            await writing.GetAsync(ids[i], CancellationToken.None);
            await client.Database.StringSetAsync(RedisClient.FloorKey(ids[i]), Payloads.Pack(json[i]));
            await client.Distributed.SetAsync($"{ids[i]}", Payloads.Pack(json[i]));
        }
    }

    private static double Decoded(byte[][] json)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var page in json) Serializer.Deserialize(page);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Pages;
    }

    private static async Task<double> CachedAsync(Guid[] ids, string connectionString)
    {
        await using var node = await CacheNode.StartAsync(new LocalJournal(), connectionString, CacheNode.PatientOptions);
        var cached = node.Cache.BindPages(Operations.MustNotLoad<ItemPage>);
        // Connection, pools and the first flight's machinery come once a process, not once a hit.
        foreach (var id in ids.AsSpan(0, Pages / 2).ToArray()) await cached.GetAsync(id, CancellationToken.None);
        return await AllocatedAsync(ids[(Pages / 2)..], async id => await cached.GetAsync(id, CancellationToken.None));
    }

    private static async Task<double> AllocatedAsync(Guid[] ids, Func<Guid, Task> read)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var id in ids) await read(id);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)ids.Length;
    }

    private static ItemPage Decode(byte[]? packed) =>
        Serializer.Deserialize(Payloads.Unpack(packed ?? throw new InvalidOperationException("The page is not in Redis.")));
}
