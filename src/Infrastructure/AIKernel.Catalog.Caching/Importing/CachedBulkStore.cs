using AIKernel.Caching;
using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Caching.Importing;

/// <summary><see cref="IBulkStore"/> whose batches end, like every write, with a catch-up. Exports are read from the source.</summary>
internal sealed class CachedBulkStore(IBulkStore inner, ICache cache) : IBulkStore
{
    public async ValueTask<IBulkSession> BeginAsync(bool atomic, CancellationToken cancellationToken) =>
        new Session(await inner.BeginAsync(atomic, cancellationToken), cache);

    public IAsyncEnumerable<ExportItem> ExportAsync(CancellationToken cancellationToken) => inner.ExportAsync(cancellationToken);

    private sealed class Session(IBulkSession inner, ICache cache) : IBulkSession
    {
        public ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch, CancellationToken cancellationToken) =>
            cache.WriteAsync(inner.ApplyAsync(batch, cancellationToken));

        public ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch, CancellationToken cancellationToken) =>
            cache.WriteAsync(inner.ApplyAsync(batch, cancellationToken));

        public ValueTask<CatalogPosition> CompleteAsync(CancellationToken cancellationToken) => cache.WriteAsync(inner.CompleteAsync(cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
