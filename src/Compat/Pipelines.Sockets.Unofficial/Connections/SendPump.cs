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
            SendScheduler.For(options),
            options.WriterScheduler,
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

    private async Task RunAsync()
    {
        try
        {
            while (await SendOnceAsync().ConfigureAwait(false))
            {
            }

            _transport.EndSending();
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await _pipe.Reader.CompleteAsync(_reason.OnFailure(PipeShutdownKind.WriteFailed, failure)).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> SendOnceAsync()
    {
        var read = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
        if (read.IsCanceled) throw new ObjectDisposedException(nameof(SendPump), "The connection has been disposed of.");
        if (!read.Buffer.IsEmpty)
        {
            await _transport.SendAsync(read.Buffer).ConfigureAwait(false);
            Volatile.Write(ref _total, _total + read.Buffer.Length);
        }

        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return !read.IsCompleted;
    }
}
