using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AIKernel.Benchmarks.Harness;
using AIKernel.Benchmarks.Samples;
using AIKernel.Benchmarks.SharedTier;
using AIKernel.Caching;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace AIKernel.Benchmarks.Storm;

/// <summary>
/// One process of the storm. Reads orders from standard input, a line each, and answers each with a line; ends with its
/// input, hence with its parent. The first line is the connection string, which must not stand in the arguments.
/// </summary>
internal static class StormNode
{
    /// <summary>How long a process holds the lease of a load; shorter than the default, so that its loss is measured in seconds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static RedisKey LoadsOf(Guid id) => $"storm:loads:{id}";

    public static async Task RunAsync(TextReader input, TextWriter answers)
    {
        var orders = new StormOrders(input);
        var connectionString = await orders.NextAsync() ?? throw new InvalidOperationException("The storm was given no Redis.");
        await using var client = await RedisClient.ConnectAsync(connectionString);
        await using var node = await CacheNode.StartAsync(new LocalJournal(), connectionString, CacheNode.Options with { Lease = Lease });
        var loadings = new ConcurrentDictionary<Guid, TimeSpan>();
        Loader<Item> load = async (id, cancellationToken) =>
        {
            await client.Database.StringIncrementAsync(LoadsOf(id));
            await Task.Delay(loadings[id], TimeProvider.System, cancellationToken);
            return Items.Small(id);
        };
        var cached = node.Cache.BindItems(load, Operations.Hour with { Lease = true });
        await answers.WriteLineAsync("ready");
        while (await orders.NextAsync() is { } line)
        {
            var order = StormOrder.Parse(line);
            loadings[order.Id] = order.Loading;
            var storm = StormAsync(order.Callers, order.IsPeer
                ? () => ReadDistributedAsync(client.Distributed, order.Id, load)
                : async () => await cached.GetAsync(order.Id, CancellationToken.None));
            if (await Task.WhenAny(storm, orders.Ended) != storm) return; // nobody waits for the answer any more
            await answers.WriteLineAsync((await storm).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The longest that any of the callers, who all start now, waited.</summary>
    private static async Task<TimeSpan> StormAsync(int callers, Func<Task> read)
    {
        var waits = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var started = Stopwatch.GetTimestamp();
            await read();
            return Stopwatch.GetElapsedTime(started);
        })));
        return waits.Max();
    }

    /// <summary>Cache-aside, as applications write it.</summary>
    private static async Task ReadDistributedAsync(IDistributedCache cache, Guid id, Loader<Item> load)
    {
        if (await cache.GetAsync($"storm:{id}") is not null) return;
        var item = await load(id, CancellationToken.None);
        await cache.SetAsync($"storm:{id}", Items.Json(item), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = Hour });
    }
}
