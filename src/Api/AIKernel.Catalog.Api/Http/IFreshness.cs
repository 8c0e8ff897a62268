namespace AIKernel.Catalog.Api.Http;

/// <summary>Brings this node's knowledge of changes up to date, so that what is then served from a cache is fresh.</summary>
internal interface IFreshness
{
    /// <summary>Afterwards this node knows every change that was committed before the call.</summary>
    ValueTask CatchUpAsync(CancellationToken cancellationToken);

    /// <summary>Whether this node knows every change up to the position, now and without asking.</summary>
    bool Covers(CatalogPosition position);

    /// <summary>Afterwards this node knows every change up to the position.</summary>
    ValueTask CatchUpAsync(CatalogPosition position, CancellationToken cancellationToken);
}
