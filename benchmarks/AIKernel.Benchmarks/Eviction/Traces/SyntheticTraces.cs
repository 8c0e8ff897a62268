namespace AIKernel.Benchmarks.Eviction.Traces;

/// <summary>The four shapes of load that tell policies apart.</summary>
internal static class SyntheticTraces
{
    public static IReadOnlyList<Trace> Make(int keys, int requests, int seed) =>
    [
        new("Zipf(1.0)", keys, Popular(keys, requests, new(seed))),
        new("Zipf(1.0) + scans", keys, WithScans(keys, requests, new(seed))),
        new("loop over all keys", keys, Loop(keys, requests)),
        new("shifting working set", keys, Shifting(keys, requests, new(seed))),
    ];

    private static int[] Popular(int keys, int requests, Random random)
    {
        var zipf = new Zipf(0, keys, random);
        return Fill(requests, _ => zipf.Next());
    }

    /// <summary>After every as many requests as there are keys somebody reads a quarter of all keys, one after the other: an export, a crawler.</summary>
    private static int[] WithScans(int keys, int requests, Random random)
    {
        var zipf = new Zipf(0, keys, random);
        var (quarter, cycle, start) = (keys / 4, keys + keys / 4, 0);
        return Fill(requests, i =>
        {
            if (i % cycle == keys) start = random.Next(keys);
            return i % cycle < keys ? zipf.Next() : (start + i % cycle - keys) % keys;
        });
    }

    private static int[] Loop(int keys, int requests) => Fill(requests, i => i % keys);

    /// <summary>A tenth of the keys is popular, by Zipf, for two requests a key; then another tenth.</summary>
    private static int[] Shifting(int keys, int requests, Random random)
    {
        var set = keys / 10;
        var zipf = (Zipf?)null;
        return Fill(requests, i =>
        {
            if (i % (2 * keys) == 0) zipf = new(random.Next(keys - set), set, random);
            return zipf!.Next();
        });
    }

    private static int[] Fill(int count, Func<int, int> next)
    {
        var requests = new int[count];
        for (var i = 0; i < count; i++) requests[i] = next(i);
        return requests;
    }
}
