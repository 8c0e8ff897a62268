using System.Buffers;

namespace AIKernel.Catalog.Importing;

/// <summary>Writes what an export holds in the form an import reads.</summary>
public static class BulkLines
{
    /// <summary>
    /// One line with its line break: <c>upsert</c> for a resource, <c>relate</c> for a relationship. Imported again
    /// it is unchanged. Never longer than <see cref="BulkLimits.MaxLineBytes"/>.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, ExportItem item) => throw new NotImplementedException();
}
