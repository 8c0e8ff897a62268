namespace AIKernel.Caching;

/// <summary>Where an answer came from.</summary>
public enum CacheOutcome
{
    /// <summary>No cached operation was read.</summary>
    None,
    /// <summary>The process's own memory.</summary>
    Memory,
    /// <summary>The shared tier.</summary>
    Shared,
    /// <summary>The source, because no valid copy was found.</summary>
    Miss,
    /// <summary>The source, because the node could not vouch for any copy.</summary>
    Uncertified,
    /// <summary>An expired or unvouched copy, because the source failed; never one known to be invalidated.</summary>
    Stale,
}

/// <summary>
/// Tells, for one logical call such as a request, where its cached answers came from. Flows with the call's
/// execution context; without one begun nothing is recorded and nothing is allocated.
/// </summary>
public sealed class CacheTrace
{
    private static readonly AsyncLocal<CacheTrace?> Ambient = new();

    // Spares the hits of a process that never begins a trace the look into their execution context.
    private static volatile bool _everBegun;

    private readonly Lock _lock = new();
    private bool _keepNothing, _loadNothing;
    private CacheTrace? _outer;

    private CacheTrace() { }

    /// <summary>The outcome farthest from memory among the call's reads.</summary>
    public CacheOutcome Outcome { get; private set; }

    /// <summary>When the oldest answer of the call was loaded, in Unix milliseconds; 0 before any read.</summary>
    public long OldestLoad { get; private set; }

    /// <summary>Begins a trace for the current logical call.</summary>
    /// <param name="keepNothing">What the call makes the source answer is not kept in any tier.</param>
    /// <param name="loadNothing">The source is not asked; what no tier holds is a <see cref="NotCachedException"/>.</param>
    public static CacheTrace Begin(bool keepNothing = false, bool loadNothing = false)
    {
        _everBegun = true;
        return Ambient.Value = new CacheTrace { _keepNothing = keepNothing, _loadNothing = loadNothing };
    }

    /// <summary>Begins a trace of a part of the current logical call: it asks for what the whole asked for, and what it hears the whole hears too.</summary>
    internal static CacheTrace BeginPart()
    {
        _everBegun = true;
        var outer = Ambient.Value;
        return Ambient.Value = new CacheTrace { _keepNothing = outer?._keepNothing ?? false, _loadNothing = outer?._loadNothing ?? false, _outer = outer };
    }

    /// <summary>Whether the current logical call asked that nothing be kept.</summary>
    internal static bool KeepsNothing => _everBegun && Ambient.Value is { _keepNothing: true };

    /// <summary>Whether the current logical call asked that no source be asked.</summary>
    internal static bool LoadsNothing => _everBegun && Ambient.Value is { _loadNothing: true };

    internal static void Report(CacheOutcome outcome, long loadedAt)
    {
        if (_everBegun && Ambient.Value is { } trace) trace.Add(outcome, loadedAt);
    }

    // Reads of one request may run side by side.
    private void Add(CacheOutcome outcome, long loadedAt)
    {
        lock (_lock)
        {
            if (outcome > Outcome) Outcome = outcome;
            if (OldestLoad == 0 || loadedAt < OldestLoad) OldestLoad = loadedAt;
        }
        _outer?.Add(outcome, loadedAt);
    }
}
