using System.IO.Pipelines;

namespace AIKernel.Cli.Importing;

/// <summary>
/// A connection that is read all the time, whether or not anybody asks. The HTTP client looks for the answer only when
/// the whole request is out; a server that answers while it reads would then fill both directions and wait for us
/// while we wait for it. The same buffer keeps an early refusal (413) that the server sent before it hung up.
/// </summary>
internal sealed class ReadAheadStream : Stream
{
    private readonly Stream _connection;
    private readonly Stream _buffered;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _pump;
    private volatile bool _answered;

    public ReadAheadStream(Stream connection)
    {
        _connection = connection;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        _buffered = pipe.Reader.AsStream();
        _pump = PumpAsync(pipe.Writer);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _buffered.ReadAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _buffered.Read(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _connection.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            await _pump; // the connection is gone, so this ends at once
            if (!_answered)
                throw;
            // The server has said what it had to say and takes no more; its answer is what matters now.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => _connection.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => _connection.FlushAsync(cancellationToken);

    public override void Flush() => _connection.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _connection.Dispose();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task PumpAsync(PipeWriter writer)
    {
        try
        {
            var token = _closed.Token;
            while (await _connection.ReadAsync(writer.GetMemory(), token) is > 0 and var length)
            {
                _answered = true;
                writer.Advance(length);
                await writer.FlushAsync(token);
            }

            await writer.CompleteAsync();
        }
        catch (Exception fault) // handed on to whoever reads
        {
            await writer.CompleteAsync(fault);
        }
    }
}
