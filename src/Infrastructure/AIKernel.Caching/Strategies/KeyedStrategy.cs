namespace AIKernel.Caching.Strategies;

/// <summary>How a write of a keyed value meets the tiers. Whatever the strategy, no read serves an older value than one it has acknowledged.</summary>
public enum KeyedStrategy
{
    /// <summary>To the database; copies everywhere end with it, and the next read loads.</summary>
    CacheAside,
    /// <summary>To the database, and at once into both tiers.</summary>
    WriteThrough,
    /// <summary>To the database and into the shared tier; memory has it from the next read on.</summary>
    WriteAround,
    /// <summary>
    /// To a log that nodes share, which is what acknowledges it; to the database a little later, in batches. As durable as
    /// the log is until then.
    /// </summary>
    WriteBehind,
}

/// <summary>The names of strategies as requests and settings write them.</summary>
public static class KeyedStrategyNames
{
    /// <summary>Every name, in the order of the enumeration: <c>cache-aside</c> and so on.</summary>
    public static IReadOnlyList<string> All { get; } = ["cache-aside", "write-through", "write-around", "write-behind"];

    /// <summary>The name of a strategy.</summary>
    public static string NameOf(KeyedStrategy strategy) => All[(int)strategy];

    /// <summary>The strategy of a name, whatever joins its words; <c>write-back</c> is another name of write-behind.</summary>
    public static bool TryParse(string? name, out KeyedStrategy strategy)
    {
        var plain = (name ?? "").Replace('_', '-').ToLowerInvariant();
        var at = All.ToList().IndexOf(plain == "write-back" ? "write-behind" : plain);
        strategy = at < 0 ? default : (KeyedStrategy)at;
        return at >= 0;
    }
}
