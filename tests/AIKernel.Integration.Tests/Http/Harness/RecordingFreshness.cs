using AIKernel.Catalog;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Remembers what it was asked for. Without a cache every read is fresh already.</summary>
internal sealed class RecordingFreshness : IFreshness
{
    private int _strong;

    public int StrongCatchUps => Volatile.Read(ref _strong);

    public System.Collections.Concurrent.ConcurrentQueue<CatalogPosition> Positions { get; } = new();

    public ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _strong);
        return ValueTask.CompletedTask;
    }

    public bool Covers(CatalogPosition position) => true;

    public ValueTask CatchUpAsync(CatalogPosition position, CancellationToken cancellationToken)
    {
        Positions.Enqueue(position);
        return ValueTask.CompletedTask;
    }
}
