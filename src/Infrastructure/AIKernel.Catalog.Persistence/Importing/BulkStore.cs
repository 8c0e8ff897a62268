using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>Imports in batches of few statements; exports as a stream.</summary>
internal sealed class BulkStore(CatalogDataSource source, TimeProvider time) : IBulkStore
{
    public async ValueTask<IBulkSession> BeginAsync(bool atomic, CancellationToken cancellationToken) =>
        atomic ? await AtomicSession.BeginAsync(source, time, cancellationToken) : new BestEffortSession(source, time);

    public IAsyncEnumerable<ExportItem> ExportAsync(CancellationToken cancellationToken) => CatalogExport.ReadAsync(source, cancellationToken);
}
