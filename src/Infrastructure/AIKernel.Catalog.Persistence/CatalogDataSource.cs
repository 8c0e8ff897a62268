using Npgsql;

namespace AIKernel.Catalog.Persistence;

/// <summary>The catalog's connections. A type of its own, so that a host may register other data sources as it likes.</summary>
internal sealed class CatalogDataSource(NpgsqlDataSource source, bool owned) : IAsyncDisposable, IDisposable
{
    public NpgsqlDataSource Source => source;

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => owned ? source.DisposeAsync() : ValueTask.CompletedTask;

    public void Dispose()
    {
        if (owned) source.Dispose();
    }
}
