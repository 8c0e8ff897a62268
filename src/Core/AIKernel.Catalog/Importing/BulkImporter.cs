using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Importing;

/// <summary>Imports NDJSON in one pass and in constant memory: resources first, then relationships, so that references may point forward.</summary>
public sealed class BulkImporter(IBulkStore store, ResourceReader reader, TimeProvider time)
{
    /// <summary>Imports a stream. Bad lines are answered in the report and hurt no other.</summary>
    /// <exception cref="BulkLimitException">The input as a whole is too large.</exception>
    public Task<BulkReport> RunAsync(Stream ndjson, BulkOptions options, CancellationToken ct) =>
        throw new NotImplementedException($"{store}{reader}{time}");
}
