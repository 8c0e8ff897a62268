namespace AIKernel.Catalog.Importing;

/// <summary>
/// The input as a whole is too large. Atomic imports and dry runs have written nothing; a best-effort import has
/// written, and keeps, what <see cref="Summary"/> tells.
/// </summary>
public sealed class BulkLimitException : Exception
{
    internal BulkLimitException(BulkLimit limit, BulkSummary summary, CatalogPosition? position) : base(limit.Message)
    {
        Code = limit.Code;
        Summary = summary;
        Position = position;
    }

    /// <summary>too-many-lines or too-large.</summary>
    public string Code { get; }

    /// <summary>What was done before the limit was met.</summary>
    public BulkSummary Summary { get; }

    /// <summary>Covers what was written, or null when nothing was.</summary>
    public CatalogPosition? Position { get; }
}

/// <summary>Which limit of <see cref="BulkLimits"/> an input went over.</summary>
internal sealed record BulkLimit(string Code, string Message);
