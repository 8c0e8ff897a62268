using AIKernel.Caching.Journal;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Caching;

namespace AIKernel.Catalog.Api.Caching;

/// <summary>Freshness by the journal: a position that the node's snapshot covers costs nothing.</summary>
internal sealed class JournalFreshness(IJournalView journal) : IFreshness
{
    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => new(journal.CatchUpAsync(cancellationToken));

    public bool Covers(CatalogPosition position) => journal.Covers(position.InJournal());

    public ValueTask CatchUpAsync(CatalogPosition position, CancellationToken cancellationToken) =>
        new(journal.CatchUpAsync(position.InJournal(), cancellationToken));
}
