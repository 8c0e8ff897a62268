using System.Diagnostics;
using System.Text.Json;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Http;

/// <summary>Reads of one resource over HTTP, answered from memory, beside a constant of the same size by the same host; and reads among writes.</summary>
internal static class HttpBenchmark
{
    private const int Connections = 64, Resources = 256;

    public static async Task<IReadOnlyList<Row>> RunAsync(Bench bench)
    {
        var (postgres, redis) = (await bench.PostgresAsync(), await bench.RedisAsync());
        await using var node = await HttpNode.StartAsync(postgres.ConnectionString, redis.ConnectionString, port: 18_082);
        var pool = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RawConnection.OpenAsync(node.Port)));
        try
        {
            var resources = await CreateAsync(pool[0]);
            var constant = RawConnection.Get($"{ConstantEndpoint.Path}{resources[0].Length}");
            var duration = TimeSpan.FromSeconds(bench.Pick(3, 1));
            var rates = await Measure.InterleavedAsync(bench.Pick(5, 3),
                () => RateAsync(pool, duration, (_, _) => constant),
                () => RateAsync(pool, duration, (_, n) => resources[n % Resources].Get));
            await MixAsync(pool, resources, TimeSpan.FromSeconds(bench.Pick(8, 3))); // until what writes run is compiled
            var mixed = await MixAsync(pool, resources, TimeSpan.FromSeconds(bench.Pick(10, 4)));
            return
            [
                new("GET /resources/{id} from memory, 64 connections", "AIKernel", rates[1], "req/s", "a constant of the same size by the same host", rates[0], Target.AtLeastFloors(0.8)),
                new("95 % reads, 5 % writes, 64 connections: slowest 1 % of the reads", "AIKernel", mixed.P99, "ms", "the median", mixed.P50, Target.AtMostFloors(3)),
            ];
        }
        finally
        {
            foreach (var connection in pool) connection.Dispose();
        }
    }

    private sealed record Item(string Path, byte[] Get, int Length)
    {
        /// <summary>A write that changes the item: no two titles are the same.</summary>
        public byte[] Patch() => RawConnection.Send("PATCH", Path, "application/merge-patch+json", $$"""{"title":"Model {{Stopwatch.GetTimestamp()}}"}""");
    }

    private static async Task<Item[]> CreateAsync(RawConnection connection)
    {
        var items = new Item[Resources];
        for (var i = 0; i < Resources; i++)
        {
            var body = $$"""{"kind":"model","namespace":"bench","name":"http-{{i}}","title":"Model {{i}}","description":"{{new string('d', 600)}}","tags":["a","b","c"]}""";
            var (status, length) = await connection.ExchangeAsync(RawConnection.Send("POST", "/api/v1/resources", "application/json", body));
            if (status != 201) throw new InvalidOperationException($"{status}: {connection.Body(length)}");
            using var created = JsonDocument.Parse(connection.Body(length));
            var path = $"/api/v1/resources/{created.RootElement.GetProperty("id").GetGuid()}";
            items[i] = new(path, RawConnection.Get(path), length);
        }
        return items;
    }

    /// <summary>Requests a second, every connection asking as soon as it was answered.</summary>
    private static async Task<double> RateAsync(RawConnection[] pool, TimeSpan duration, Func<int, int, byte[]> request)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(pool.Select((connection, caller) => Task.Run(async () =>
        {
            var n = caller;
            for (; Stopwatch.GetElapsedTime(started) < duration; n++)
                if ((await connection.ExchangeAsync(request(caller, n))).Status != 200) throw new InvalidOperationException("Not an answer.");
            return n - caller;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>How long reads take, in milliseconds, while one request in twenty changes one of the same resources.</summary>
    private static async Task<(double P50, double P99)> MixAsync(RawConnection[] pool, Item[] items, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(pool.Select((connection, caller) => Task.Run(async () =>
        {
            var (reads, random) = (new List<double>(), new Random(caller));
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var (item, writes) = (items[random.Next(Resources)], random.Next(20) == 0);
                var (request, begun) = (writes ? item.Patch() : item.Get, Stopwatch.GetTimestamp());
                var (status, _) = await connection.ExchangeAsync(request);
                if (status != 200) throw new InvalidOperationException($"{status} among writes.");
                if (!writes) reads.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            return reads;
        })));
        List<double> all = [.. times.SelectMany(static one => one)];
        return (Measure.Percentile(all, 0.5), Measure.Percentile(all, 0.99));
    }
}
