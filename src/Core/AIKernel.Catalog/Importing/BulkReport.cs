namespace AIKernel.Catalog.Importing;

/// <summary>
/// What became of an import. The answers wait in a temporary file, which disposing removes, because the summary
/// must be known before the first of them can be sent.
/// </summary>
public sealed class BulkReport : IAsyncDisposable
{
    private readonly ResultSpool _results;

    internal BulkReport(ResultSpool results, BulkSummary summary, CatalogPosition? position)
    {
        _results = results;
        Summary = summary;
        Position = position;
    }

    /// <summary>The import in numbers.</summary>
    public BulkSummary Summary { get; }

    /// <summary>Covers everything the import wrote; null when it kept nothing.</summary>
    public CatalogPosition? Position { get; }

    /// <summary>
    /// Writes one result per input line, in the order of the input (blank lines have none), then the summary, as
    /// NDJSON. Not to be called twice at the same time.
    /// </summary>
    public Task WriteToAsync(Stream output, CancellationToken ct) => _results.WriteToAsync(output, Summary, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _results.Dispose();
        return ValueTask.CompletedTask;
    }
}
