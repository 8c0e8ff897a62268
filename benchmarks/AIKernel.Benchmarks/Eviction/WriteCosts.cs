using System.Collections.Concurrent;
using System.Diagnostics;
using AIKernel.Benchmarks.Eviction.Policies;
using AIKernel.Benchmarks.Harness;
using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;

namespace AIKernel.Benchmarks.Eviction;

/// <summary>What writers pay for it: a miss whose entry is taken in at the cost of another, and the longest wait while the table grows.</summary>
internal static class WriteCosts
{
    private const int Room = 20_000, Rounds = 7;

    /// <summary>Nanoseconds a miss, every one of them of a key never seen before, in a cache that is full.</summary>
    public static IReadOnlyList<Row> Measure(int misses)
    {
        var loops = PolicyFactory.All.Select(factory => Misses(factory, misses)).Append(Dictionary(misses)).ToArray();
        var times = Harness.Measure.Nanoseconds(Rounds, misses, loops);
        const string Floor = "ConcurrentDictionary, one in and one out";
        return [.. PolicyFactory.All.Select((policy, i) => new Row("a miss that evicts, one thread", policy.Shipped ? policy.Name : $"{policy.Name}, simulated: no lock, no bytes", times[i], "ns", Floor, times[^1]))];
    }

    /// <summary>One thread fills memory; now and then the table doubles under the lock, and whoever writes then waits for it.</summary>
    public static IReadOnlyList<Row> Fill(int entries)
    {
        var (total, longest) = (0.0, 0.0);
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            var (all, one) = FillOnce(entries);
            (total, longest) = round == 0 ? (all, one) : (Math.Min(total, all), Math.Min(longest, one));
        }
        return
        [
            new($"filling memory with {entries:N0} entries, each", "AIKernel", total * 1_000_000 / entries, "ns", "", 0),
            new($"filling memory with {entries:N0} entries, the longest single write", "AIKernel", longest, "ms", "", 0),
        ];
    }

    private static (double Total, double Longest) FillOnce(int entries)
    {
        var tier = new MemoryTier<Guid, object>(new MemoryBudget(new CacheOptions { MemoryLimitBytes = long.MaxValue }));
        var (stamp, value) = (new JournalStamp(1, 1), new object());
        var prepared = new MemoryEntry<Guid, object>[entries];
        for (var i = 0; i < entries; i++)
            prepared[i] = new() { Tier = tier, Key = Guid.NewGuid(), Value = value, Stamp = stamp, Tags = [], FreshUntil = long.MaxValue, ExpiresAt = long.MaxValue, LoadedAt = 0, Size = 100 };
        var (started, longest) = (Stopwatch.GetTimestamp(), 0L);
        foreach (var entry in prepared)
        {
            var before = Stopwatch.GetTimestamp();
            tier.Put(entry, 0);
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - before);
        }
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, longest * 1_000.0 / Stopwatch.Frequency);
    }

    private static Action<int> Misses(PolicyFactory factory, int misses)
    {
        // Key numbers are used again after a round of all of them: by then no policy holds them any more.
        var keys = Math.Max(misses, 4 * Room);
        var policy = factory.Create(keys, Room);
        var next = 0;
        return count =>
        {
            for (var i = 0; i < count; i++) policy.Access(next = next + 1 == keys ? 0 : next + 1);
        };
    }

    private static Action<int> Dictionary(int misses)
    {
        var (dictionary, value, next) = (new ConcurrentDictionary<int, object>(), new object(), 0);
        return count =>
        {
            for (var i = 0; i < count; i++, next++)
            {
                dictionary[next] = value;
                dictionary.TryRemove(next - Room, out _);
            }
        };
    }
}
