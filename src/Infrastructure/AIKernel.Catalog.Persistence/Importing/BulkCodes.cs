namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>Why a line is refused here.</summary>
internal static class BulkCodes
{
    public const string NotFound = "not-found";
    public const string RevisionConflict = "revision-conflict";
    public const string UnresolvedReference = "unresolved-reference";
    public const string SelfEdge = "self-edge";
    public const string Cycle = "cycle";
}
