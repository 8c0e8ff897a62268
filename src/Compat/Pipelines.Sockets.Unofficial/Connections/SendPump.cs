using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <summary>
/// Carries bytes from a pipe to the transport, asynchronously. While one send is under way the writers' next messages gather in the
/// pipe and leave together. When sending fails the pipe's reader is completed with the failure, and every later flush throws it.
/// </summary>
internal sealed class SendPump
{
    private readonly ITransport _transport;
    private readonly ShutdownReason _reason;
    private readonly Pipe _pipe;
    private long _total;

    internal SendPump(ITransport transport, PipeOptions options, ShutdownReason reason)
    {
        _transport = transport;
        _reason = reason;
        _pipe = new Pipe(new PipeOptions(
            new PrivateMemoryPool(),
            OwnThreads.InsteadOfPool(options.ReaderScheduler),
            OwnThreads.InsteadOfPool(options.WriterScheduler),
            options.PauseWriterThreshold,
            options.ResumeWriterThreshold,
            options.MinimumSegmentSize,
            useSynchronizationContext: false));
        Writer = new CountingWriter(_pipe.Writer);
    }

    internal CountingWriter Writer { get; }

    internal long TotalSent => Volatile.Read(ref _total);

    internal void Start()
    {
        // As with the receiving thread, the starter's context stays behind. Suppressing it twice would throw.
        if (ExecutionContext.IsFlowSuppressed()) _ = RunAsync();
        else using (ExecutionContext.SuppressFlow()) _ = RunAsync();
    }

    /// <summary>Ends the pump even if the consumer never completes its writer; later flushes throw.</summary>
    internal void Stop() => _pipe.Reader.CancelPendingRead();

    /// <summary>
    /// The pipe alone decides where this goes on. It is one method because an await of another asynchronous method of ours might go on
    /// in the thread pool: when that method ends while its caller is still registering, the runtime sends the caller there.
    /// </summary>
    private async Task RunAsync()
    {
        try
        {
            for (var ended = false; !ended;)
            {
                var read = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
                if (read.IsCanceled) throw new ObjectDisposedException(nameof(SendPump), "The connection has been disposed of.");

                // Done when it returns, as a rule; only a full send buffer makes it wait.
                if (!read.Buffer.IsEmpty) await _transport.SendAsync(read.Buffer).ConfigureAwait(false);
                Volatile.Write(ref _total, _total + read.Buffer.Length);
                _pipe.Reader.AdvanceTo(read.Buffer.End);
                ended = read.IsCompleted;
            }

            _transport.EndSending();
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await _pipe.Reader.CompleteAsync(_reason.OnFailure(PipeShutdownKind.WriteFailed, failure)).ConfigureAwait(false);
        }
    }
}
