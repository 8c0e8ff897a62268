namespace AIKernel.Catalog.Client;

/// <summary>How long a <see cref="CatalogClient"/> answers from what it has read.</summary>
public sealed class CatalogClientOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// For how long an answer is given again without asking, from when it was asked for; 0 to 1 day. A minute by default:
    /// what one page, job or loop asks for over and over is fetched once, and a change made elsewhere is at most about a
    /// minute late. Less is cheap where that is too long, since an answer that is still right costs the server only a 304.
    /// </summary>
    public TimeSpan StaleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// After how long without use an answer is dropped, so that its next reader waits; 0 to 2 days, where 0 keeps nothing.
    /// Twice <see cref="StaleTime"/> unless it is set.
    /// </summary>
    public TimeSpan? GcTime { get; init; }

    /// <summary>How many answers are kept at most, 1 to 1,000,000; the one whose last use is longest ago makes room. 1,000 by default.</summary>
    public int MaxEntries { get; init; } = 1_000;

    internal TimeSpan UnusedFor => GcTime ?? StaleTime + StaleTime;

    /// <summary>Names every fault at once.</summary>
    internal CatalogClientOptions Checked()
    {
        List<string> faults = [];
        if (StaleTime < TimeSpan.Zero || StaleTime > Longest) faults.Add($"StaleTime is {StaleTime}; expected 0 to {Longest}.");
        if (GcTime < TimeSpan.Zero || GcTime > Longest + Longest) faults.Add($"GcTime is {GcTime}; expected 0 to {Longest + Longest}.");
        if (MaxEntries is < 1 or > 1_000_000) faults.Add($"MaxEntries is {MaxEntries}; expected 1 to 1000000.");
        return faults.Count == 0 ? this : throw new ArgumentException(string.Join(' ', faults));
    }
}
