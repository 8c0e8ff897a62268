using System.Buffers;
using System.Text;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Importing;

/// <summary>Writes what an export holds in the form an import reads.</summary>
public static class BulkLines
{
    /// <summary>
    /// One line with its line break: <c>upsert</c> for a resource, <c>relate</c> for a relationship. Imported again
    /// it is unchanged. Never longer than <see cref="BulkLimits.MaxLineBytes"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The item is empty, or the removal of a relationship.</exception>
    public static void Write(IBufferWriter<byte> output, ExportItem item)
    {
        if (item is { Resource: { } resource, Edge: null }) Write(output, resource);
        else if (item is { Resource: null, Edge: { Properties: { } properties } edge }) Write(output, edge, properties);
        else throw new ArgumentException("An export holds a resource or a relationship.", nameof(item));
    }

    private static void Write(IBufferWriter<byte> output, ResourceContent resource)
    {
        output.Write("{\"op\":\"upsert\","u8);
        ContentJson.WriteMembers(output, resource);
        output.Write("}\n"u8);
    }

    private static void Write(IBufferWriter<byte> output, BulkEdge edge, CanonicalJson properties)
    {
        output.Write("{\"op\":\"relate\",\"source\":"u8);
        JsonText.Write(output, edge.Source.ToString());
        output.Write(",\"type\":"u8);
        JsonText.Write(output, edge.Type);
        output.Write(",\"target\":"u8);
        JsonText.Write(output, edge.Target.ToString());
        if (properties != CanonicalJson.Empty)
        {
            output.Write(",\"properties\":"u8);
            Encoding.UTF8.GetBytes(properties.Text, output);
        }
        output.Write("}\n"u8);
    }
}
