using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// Carries bytes from the transport to a pipe, on a thread of its own: an asynchronous loop would need a pool thread to go on, and
/// when all of those wait synchronously for replies, nobody would be left to receive them.
/// </summary>
internal sealed class ReceivePump
{
    private readonly ITransport _transport;
    private readonly ShutdownReason _reason;
    private readonly ReceiveScheduler _scheduler = new();
    private readonly Pipe _pipe;
    private long _total;
    private int _last;

    internal ReceivePump(ITransport transport, PipeOptions options, ShutdownReason reason)
    {
        _transport = transport;
        _reason = reason;
        _pipe = new Pipe(new PipeOptions(
            new PrivateMemoryPool(),
            readerScheduler: _scheduler,
            writerScheduler: PipeScheduler.Inline,
            options.PauseWriterThreshold,
            options.ResumeWriterThreshold,
            options.MinimumSegmentSize,
            useSynchronizationContext: false));
        Reader = new DeferringReader(_pipe.Reader);
    }

    internal DeferringReader Reader { get; }

    internal long TotalReceived => Volatile.Read(ref _total);

    internal int LastReceived => Volatile.Read(ref _last);

    internal void Start(string? name)
    {
        // Unsafe: the thread outlives its starter and must not carry the starter's execution context (activity, culture, async locals).
        var thread = new Thread(Run) { IsBackground = true, Name = $"receive:{name}" };
        thread.UnsafeStart();
    }

    private void Run()
    {
        _scheduler.Bind();
        try
        {
            while (ReceiveOnce())
            {
            }

            _pipe.Writer.Complete();
        }
        catch (Exception failure)
        {
            _pipe.Writer.Complete(_reason.OnFailure(PipeShutdownKind.ReadFailed, failure));
        }
    }

    private bool ReceiveOnce()
    {
        // Less than 2 KiB at the end of a block is not worth a system call.
        var received = _transport.Receive(_pipe.Writer.GetMemory(2048));
        if (received <= 0)
        {
            // Disposing shuts the transport down, which may look like a goodbye of the peer; it must not pass for one.
            if (_reason.TrySet(PipeShutdownKind.ReadEndOfStream) || _reason.Kind != PipeShutdownKind.Disposed) return false;
            throw new ObjectDisposedException(nameof(ReceivePump));
        }

        Volatile.Write(ref _last, received);
        Volatile.Write(ref _total, _total + received);
        _pipe.Writer.Advance(received);

        // Runs the parser, as a rule. It stays open only if the consumer lets replies pile up beyond the pause threshold.
        var flush = _pipe.Writer.FlushAsync();
        var result = flush.IsCompleted ? flush.GetAwaiter().GetResult() : flush.AsTask().GetAwaiter().GetResult();
        return !result.IsCompleted;
    }
}
