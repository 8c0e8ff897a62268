namespace AIKernel.TestKit.Load;

/// <summary>What came of a load.</summary>
/// <param name="Reads">How many reads were answered as they should be.</param>
/// <param name="Writes">How many writes were acknowledged.</param>
/// <param name="Failed">What went wrong: requests without an answer, or with another one than they should have.</param>
/// <param name="Stale">Answers older than the contract allows.</param>
/// <param name="Unsent">How many requests found no node ready.</param>
/// <param name="Median">How long half of the requests took at most.</param>
/// <param name="P99">How long 99 of 100 took at most.</param>
/// <param name="Longest">How long the slowest took.</param>
public sealed record LoadReport(
    int Reads, int Writes, IReadOnlyList<string> Failed, IReadOnlyList<string> Stale, int Unsent, TimeSpan Median, TimeSpan P99, TimeSpan Longest)
{
    /// <summary>Whether every request was answered, and rightly.</summary>
    public bool IsFlawless => Failed.Count == 0 && Stale.Count == 0 && Unsent == 0 && Reads > 0 && Writes > 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Reads} reads, {Writes} writes, {Failed.Count} failed, {Stale.Count} stale, {Unsent} unsent; median {Median.TotalMilliseconds:0.0} ms, p99 {P99.TotalMilliseconds:0.0} ms, longest {Longest.TotalMilliseconds:0} ms"
        + string.Concat(Failed.Take(5).Select(static one => $"\nfailed: {one}")) + string.Concat(Stale.Take(5).Select(static one => $"\nstale: {one}"));
}
