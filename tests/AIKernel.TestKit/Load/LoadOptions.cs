namespace AIKernel.TestKit.Load;

/// <summary>How much is asked of a catalog, and what.</summary>
public sealed record LoadOptions
{
    /// <summary>Requests a second, sent whether or not earlier ones are answered.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>How many of them are writes.</summary>
    public double WriteShare { get; init; } = 0.05;

    /// <summary>How many resources are read and written.</summary>
    public int Resources { get; init; } = 100;

    /// <summary>How far behind a node may be that was told nothing about a write elsewhere.</summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What chooses the requests; the same seed chooses the same ones.</summary>
    public int Seed { get; init; } = 1;
}
