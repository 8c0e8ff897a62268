namespace AIKernel.Catalog.Importing;

/// <summary>How to import.</summary>
/// <param name="Atomic">All lines or none, in one transaction; else every good line is kept.</param>
/// <param name="DryRun">Do everything, tell everything, keep nothing.</param>
public sealed record BulkOptions(bool Atomic, bool DryRun);
