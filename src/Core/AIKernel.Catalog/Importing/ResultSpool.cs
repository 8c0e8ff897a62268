using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Catalog.Importing;

/// <summary>
/// Keeps the answers of an import in a temporary file. They come in the order of the work (relationships last) and
/// are told in the order of the lines, so memory holds where each line's answer lies: eight bytes a line.
/// </summary>
internal sealed class ResultSpool : IDisposable
{
    private const int ChunkBytes = 64 << 10;
    private const long Unanswered = -1;

    private readonly FileStream _file = TemporaryFile.Create();
    private readonly ArrayBufferWriter<byte> _record = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly List<long> _starts = [];
    private long _length;

    public ResultSpool() => _json = new(_record, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Keeps the answer to a line.</summary>
    public void Add(BulkResult result)
    {
        Serialize(result, BulkJson.Default.BulkResult);
        Span<byte> size = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, _record.WrittenCount);
        _file.Write(size);
        _file.Write(_record.WrittenSpan);
        while (_starts.Count < result.Line) _starts.Add(Unanswered);
        _starts[result.Line - 1] = _length;
        _length += sizeof(int) + _record.WrittenCount;
    }

    /// <summary>Writes the answers in the order of the lines, then the summary, each with its line break.</summary>
    public async Task WriteToAsync(Stream output, BulkSummary summary, CancellationToken cancellationToken)
    {
        var chunk = new ArrayBufferWriter<byte>(ChunkBytes + 4096);
        foreach (var start in _starts)
        {
            if (start == Unanswered) continue;
            ReadRecord(start, chunk);
            if (chunk.WrittenCount < ChunkBytes) continue;
            await output.WriteAsync(chunk.WrittenMemory, cancellationToken);
            chunk.ResetWrittenCount();
        }
        Serialize(new(summary), BulkJson.Default.BulkSummaryLine);
        chunk.Write(_record.WrittenSpan);
        await output.WriteAsync(chunk.WrittenMemory, cancellationToken);
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private void Serialize<T>(T value, JsonTypeInfo<T> type)
    {
        _record.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, value, type);
        _record.Write("\n"u8);
    }

    /// <summary>Most answers follow each other, so that most seeks stay inside the file's buffer.</summary>
    private void ReadRecord(long start, ArrayBufferWriter<byte> output)
    {
        if (_file.Position != start) _file.Position = start;
        Span<byte> size = stackalloc byte[sizeof(int)];
        _file.ReadExactly(size);
        var length = BinaryPrimitives.ReadInt32LittleEndian(size);
        _file.ReadExactly(output.GetSpan(length)[..length]);
        output.Advance(length);
    }
}
