namespace AIKernel.Catalog.Importing;

/// <summary>
/// What became of an import. The answers wait in a temporary file, which disposing removes, because the summary
/// must be known before the first of them can be sent.
/// </summary>
public sealed class BulkReport : IAsyncDisposable
{
    internal BulkReport(BulkSummary summary, CatalogPosition? position)
    {
        Summary = summary;
        Position = position;
    }

    /// <summary>The import in numbers.</summary>
    public BulkSummary Summary { get; }

    /// <summary>Covers everything the import wrote; null when it kept nothing.</summary>
    public CatalogPosition? Position { get; }

    /// <summary>Writes one result per input line, in the order of the input, then the summary, as NDJSON.</summary>
    public Task WriteToAsync(Stream output, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
