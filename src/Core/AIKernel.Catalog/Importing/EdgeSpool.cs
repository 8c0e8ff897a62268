using System.Text;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Importing;

/// <summary>Keeps an import's relationships in a temporary file until all its resources are written.</summary>
internal sealed class EdgeSpool : IDisposable
{
    private readonly FileStream _file = TemporaryFile.Create();
    private readonly BinaryWriter _writer;

    public EdgeSpool() => _writer = new(_file, Encoding.UTF8, leaveOpen: true);

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    public void Add(BulkEdge edge)
    {
        _writer.Write(edge.Line);
        Write(edge.Source);
        _writer.Write(edge.Type);
        Write(edge.Target);
        _writer.Write(edge.Properties is not null);
        if (edge.Properties is { } properties) _writer.Write(properties.Text);
        Count++;
    }

    /// <summary>Every edge in the order it was added. Nothing may be added while this is read.</summary>
    public IEnumerable<BulkEdge> ReadAll()
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        for (var index = 0; index < Count; index++)
        {
            var line = reader.ReadInt32();
            var source = ReadReference(reader);
            var type = reader.ReadString();
            var target = ReadReference(reader);
            yield return new(line, source, type, target, reader.ReadBoolean() ? CanonicalJson.FromCanonical(reader.ReadString()) : null);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private void Write(ResourceReference reference)
    {
        _writer.Write(reference.Kind);
        _writer.Write(reference.Namespace);
        _writer.Write(reference.Name);
    }

    private static ResourceReference ReadReference(BinaryReader reader) => new(reader.ReadString(), reader.ReadString(), reader.ReadString());
}
