namespace AIKernel.Catalog.Api.RateLimits;

/// <summary>Marks routes beside the catalog's that are under its limits: where somebody could guess.</summary>
internal sealed record LimitedRoute
{
    public static LimitedRoute Instance { get; } = new();
}
