using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Pipelines.Sockets.Unofficial.Connections;

/// <content>
/// Results of reads pass through here, so that the buffer is known when it is handed over. An asynchronous method would do that too,
/// but it might go on in the thread pool (see <see cref="SendPump"/>); this way the pipe alone decides where the consumer goes on.
/// There is one read at a time, so its state lives in fields and costs no allocation.
/// </content>
internal sealed partial class DeferringReader : IValueTaskSource<ReadResult>
{
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _pending;
    private (Action<object?> Action, object? State) _continuation;
    private Action? _resume;
    private short _token;

    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept to pass on its one result, once.")]
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Open();
        try
        {
            _pending = inner.ReadAsync(cancellationToken).ConfigureAwait(false).GetAwaiter();
            return new ValueTask<ReadResult>(this, ++_token);
        }
        catch
        {
            Close();
            throw;
        }
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        Check(token);
        try
        {
            var result = _pending.GetResult();
            _buffer = result.Buffer;
            return result;
        }
        catch
        {
            Close();
            throw;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token)
    {
        Check(token);
        return _pending.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        _continuation = (continuation, state);
        _pending.UnsafeOnCompleted(_resume ??= Resume);
    }

    private void Resume()
    {
        var (action, state) = _continuation;
        _continuation = default;
        action(state);
    }

    private void Check(short token)
    {
        if (token != _token) throw new InvalidOperationException("The read has been awaited already.");
    }
}
