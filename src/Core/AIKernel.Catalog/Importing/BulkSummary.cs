namespace AIKernel.Catalog.Importing;

/// <summary>How many lines of one sort ended how.</summary>
public sealed record BulkCounts(int Created, int Updated, int Unchanged, int Deleted);

/// <summary>An import in numbers. Every answered line is counted once: in one of the counts or as failed.</summary>
/// <param name="Lines">The lines answered: all but blank ones.</param>
/// <param name="Resources">What became of the resources.</param>
/// <param name="Relationships">What became of the relationships.</param>
/// <param name="Failed">The lines refused.</param>
/// <param name="DurationMs">From start to end, in milliseconds.</param>
/// <param name="RolledBack">Nothing of this was kept: an atomic import with a failed line, or a dry run.</param>
/// <param name="DryRun">Nothing was to be kept.</param>
public sealed record BulkSummary(
    int Lines, BulkCounts Resources, BulkCounts Relationships, int Failed, long DurationMs, bool RolledBack, bool DryRun);
