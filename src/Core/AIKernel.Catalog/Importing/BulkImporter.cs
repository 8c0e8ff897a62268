using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Importing;

/// <summary>Imports NDJSON in one pass and in constant memory: resources first, then relationships, so that references may point forward.</summary>
public sealed class BulkImporter(IBulkStore store, ResourceReader reader, TimeProvider time)
{
    private readonly LineParser _parser = new(reader);

    /// <summary>
    /// Imports a stream, which stays open. Bad lines are answered in the report and hurt no other. Best effort keeps
    /// each batch as it is written, also when the import is cancelled or fails half-way; atomic and dry runs keep all
    /// or nothing. Exceptions of the store and of the stream pass through.
    /// </summary>
    /// <exception cref="BulkLimitException">The input as a whole is too large.</exception>
    public async Task<BulkReport> RunAsync(Stream ndjson, BulkOptions options, CancellationToken ct)
    {
        await using var run = new ImportRun(store, _parser, time, options);
        await using var lines = new LineReader(ndjson);
        while (await lines.ReadAsync(ct)) await run.TakeAsync(lines, ct);
        if (lines.Exceeded is { } limit) throw await run.StopAsync(limit, ct);
        return await run.FinishAsync(ct);
    }
}
