using AIKernel.Caching.Journal;

namespace AIKernel.Catalog.Caching;

/// <summary>Positions of the catalog in the words of the cache.</summary>
public static class CatalogPositionExtensions
{
    /// <summary>The same point as the journal names it.</summary>
    public static JournalPosition InJournal(this CatalogPosition position) => new(position.Epoch, position.Sequence);
}
