using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Hosting;

/// <summary>Marks routes beside the catalog's own that nothing can be answered on before the database is migrated.</summary>
internal sealed record NeedsDatabase
{
    public static NeedsDatabase Instance { get; } = new();
}

/// <summary>A word of the route table about what must be there first.</summary>
internal static class NeedsDatabaseExtensions
{
    /// <summary>503 while the server is starting, and while the database is away.</summary>
    public static RouteHandlerBuilder NeedsDatabase(this RouteHandlerBuilder route) =>
        route.WithMetadata(Hosting.NeedsDatabase.Instance).Refuses(ProblemKind.Starting, ProblemKind.Unavailable);
}
