using System.Buffers;
using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// The consumer's end of the receive pipe. <see cref="Complete"/> may come from any thread in mid-parse; the pipe would then recycle
/// the buffers under the parser. So while a read is open (from its start to its <see cref="AdvanceTo(SequencePosition, SequencePosition)"/>)
/// the completion is noted, and whoever closes the read carries it out.
/// </summary>
internal sealed partial class DeferringReader(PipeReader inner) : PipeReader
{
    private readonly Lock _lock = new();
    private ReadOnlySequence<byte> _buffer;
    private long _consumed;
    private bool _reading;
    private bool _completing;
    private bool _completed;
    private Exception? _failure;

    /// <summary>Bytes the consumer has taken so far.</summary>
    internal long TotalConsumed => Volatile.Read(ref _consumed);

    public override bool TryRead(out ReadResult result)
    {
        Open();
        try
        {
            if (inner.TryRead(out result))
            {
                _buffer = result.Buffer;
                return true;
            }
        }
        catch
        {
            Close();
            throw;
        }

        Close();
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Volatile.Write(ref _consumed, _consumed + _buffer.Slice(0, consumed).Length);
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
        Close();
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        bool open;
        lock (_lock)
        {
            if (_completing) return;
            _completing = true;
            _failure = exception;
            open = _reading;
        }

        // A read that waits for bytes is woken, so that its owner comes back and closes it.
        if (open) inner.CancelPendingRead();
        else CompleteOnce();
    }

    private void Open()
    {
        lock (_lock)
        {
            if (_completing) throw new InvalidOperationException("The reader has been completed.");
            _reading = true;
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            _reading = false;

            // Complete may have come between the last look and here: it saw an open read and left the rest to this line.
            if (!_completing) return;
        }

        CompleteOnce();
    }

    private void CompleteOnce()
    {
        lock (_lock)
        {
            if (_completed) return;
            _completed = true;
        }

        inner.Complete(_failure);
    }
}
