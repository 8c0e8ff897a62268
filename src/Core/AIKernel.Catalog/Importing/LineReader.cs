using System.Buffers;
using System.IO.Pipelines;

namespace AIKernel.Catalog.Importing;

/// <summary>
/// Cuts a stream into lines and holds it to <see cref="BulkLimits"/>. It keeps no more than one line: one that is too
/// long is skipped as it arrives. Line ends are LF or CRLF; a byte order mark at the start is dropped.
/// </summary>
internal sealed class LineReader(Stream stream) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new(bufferSize: 64 << 10, leaveOpen: true));
    private byte[] _joined = [];
    private long _consumed;
    private SequencePosition? _next;

    /// <summary>The number of the line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The line without its end, until the next one is read; empty when it is too long.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    /// <summary>Whether the line was skipped because it is longer than a line may be.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The limit that ended the reading, or null when it ended with the stream.</summary>
    public BulkLimit? Exceeded { get; private set; }

    /// <summary>Goes to the next line; false at the end of the stream, or of what may be read of it.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Text = default;
        IsTooLong = false;
        var scanned = 0L;
        while (true)
        {
            if (_next is { } next) _pipe.AdvanceTo(next);
            _next = null;
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (_consumed + buffer.Length > BulkLimits.MaxBytes) return Exceed("too-large", $"An import has at most {BulkLimits.MaxBytes >> 20} MiB.", buffer);
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is { } end)
            {
                return Take(buffer.Slice(0, end), buffer.GetPosition(1, end), buffer);
            }
            if (read.IsCompleted)
            {
                return buffer.IsEmpty && !IsTooLong ? Finish(buffer) : Take(buffer, buffer.End, buffer);
            }
            // One byte more than allowed may still be the CR of a line end.
            IsTooLong |= buffer.Length > BulkLimits.MaxLineBytes + 1;
            scanned = IsTooLong ? 0 : buffer.Length;
            if (IsTooLong) _consumed += buffer.Length;
            _pipe.AdvanceTo(IsTooLong ? buffer.End : buffer.Start, buffer.End);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private bool Take(ReadOnlySequence<byte> line, SequencePosition next, ReadOnlySequence<byte> buffer)
    {
        if (Number == BulkLimits.MaxLines) return Exceed("too-many-lines", $"An import has at most {BulkLimits.MaxLines} lines.", buffer);
        var isFirst = ++Number == 1;
        _consumed += buffer.Slice(0, next).Length;
        _next = next;
        if (!IsTooLong) Text = Trim(Join(line), isFirst);
        IsTooLong |= Text.Length > BulkLimits.MaxLineBytes;
        if (IsTooLong) Text = default;
        return true;
    }

    private ReadOnlyMemory<byte> Join(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment) return line.First;
        if (_joined.Length < line.Length) _joined = new byte[BulkLimits.MaxLineBytes + (64 << 10)];
        line.CopyTo(_joined);
        return _joined.AsMemory(0, (int)line.Length);
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line, bool isFirst)
    {
        if (isFirst && line.Span.StartsWith<byte>([0xEF, 0xBB, 0xBF])) line = line[3..];
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Finish(ReadOnlySequence<byte> buffer)
    {
        _next = buffer.End;
        return false;
    }

    private bool Exceed(string code, string message, ReadOnlySequence<byte> buffer)
    {
        Exceeded = new(code, message);
        return Finish(buffer);
    }
}
