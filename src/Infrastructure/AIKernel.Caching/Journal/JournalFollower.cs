using AIKernel.Caching.Memory;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Journal;

/// <summary>
/// Reads the journal into the invalidation table: when notified, when somebody must catch up, and every poll
/// interval anyway. One loop is the only reader, so reads never overtake each other.
/// </summary>
internal sealed class JournalFollower<TClock>(
    IInvalidationJournal journal,
    InvalidationTable table,
    CacheOptions options,
    CacheStatistics statistics,
    TClock clock,
    TimeProvider time,
    ILogger<JournalFollower<TClock>> log) : IJournalView, IHostedService, IDisposable
    where TClock : struct, IKernelClock
{
    private static readonly TimeSpan ListenRetry = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiting;
    private TaskCompletionSource _wake = NewSource();
    private Task _loops = Task.CompletedTask;
    private long? _lastRead;
    private bool _failing;

    /// <inheritdoc/>
    public JournalStatus Status => new(
        clock.Now < table.CertifiedUntil,
        _lastRead is { } at ? TimeSpan.FromMilliseconds(clock.Now - at) : null,
        table.Stamp?.Epoch ?? 0, table.Stamp?.Horizon ?? 0, table.Count);

    /// <inheritdoc/>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        Task next;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested) throw Stopped();
            // A read under way may have taken its snapshot before the caller's write: only the next one will do.
            next = (_waiting ??= NewSource()).Task;
            _wake.TrySetResult();
        }
        try
        {
            await next.WaitAsync(options.MaxStaleness, time, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new JournalUnavailableException("The journal was not read in time.", late);
        }
    }

    /// <inheritdoc/>
    public bool Covers(JournalPosition position) => table.Covers(position) && clock.Now < table.CertifiedUntil;

    /// <inheritdoc/>
    public Task CatchUpAsync(JournalPosition position, CancellationToken cancellationToken) =>
        Covers(position) ? Task.CompletedTask : CatchUpAsync(cancellationToken);

    /// <summary>Starts following and waits for the first read, but not longer than MaxStaleness: a host without its database starts too.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = Task.WhenAll(Task.Run(FollowAsync, cancellationToken), Task.Run(ListenAsync, cancellationToken));
        try
        {
            await CatchUpAsync(cancellationToken);
        }
        catch (JournalUnavailableException exception)
        {
            CacheLog.StartedWithoutJournal(log, exception);
        }
    }

    /// <summary>Stops following. What was certified stays so until it runs out.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Hosts may stop a service again after disposing of it. What a client library does when it is cancelled is not ours to
        // know: it has as long as the host waits.
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync().WaitAsync(cancellationToken);
        await _loops.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Reads the journal soon, as after a notification.</summary>
    public void Wake()
    {
        lock (_lock) _wake.TrySetResult();
    }

    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            TaskCompletionSource? waiting;
            lock (_lock)
            {
                (waiting, _waiting) = (_waiting, null);
                if (_wake.Task.IsCompleted) _wake = NewSource();
            }
            try
            {
                await ReadAsync();
                waiting?.TrySetResult();
            }
            catch (Exception exception)
            {
                Report(exception);
                waiting?.TrySetException(new JournalUnavailableException("The journal could not be read.", exception));
                _ = waiting?.Task.Exception; // seen: a caller that gave up waiting must not leave an unobserved fault
            }
            await WaitAsync();
        }
        lock (_lock) _waiting?.TrySetException(Stopped());
    }

    private async Task ReadAsync()
    {
        using var late = new CancellationTokenSource(options.MaxStaleness, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, late.Token);
        for (var since = table.Snapshot; ; since = null)
        {
            // Both are taken before the statement: the view is as old as the moment it was asked for.
            var (started, decertifications) = (clock.Now, table.Decertifications);
            var read = await journal.ReadAsync(since, deadline.Token);
            if (!table.Apply(read, whole: since is null)) continue;
            statistics.Invalidations.Add(read.Rows.Count);
            if (since is null) CacheLog.JournalOpened(log, read.Epoch, read.Snapshot.Horizon, table.Count);
            table.Certify(started + (long)options.MaxStaleness.TotalMilliseconds, decertifications);
            _lastRead = started;
            if (_failing) CacheLog.JournalReadable(log);
            _failing = false;
            return;
        }
    }

    private void Report(Exception exception)
    {
        if (_stopping.IsCancellationRequested) return;
        statistics.JournalErrors.Increment();
        if (!_failing) CacheLog.JournalUnreadable(log, options.MaxStaleness.TotalSeconds, exception);
        _failing = true;
    }

    private async Task WaitAsync()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Task wake;
        lock (_lock) wake = _wake.Task;
        await Task.WhenAny(wake, Task.Delay(options.PollInterval, time, cancel.Token));
        await cancel.CancelAsync();
    }

    private async Task ListenAsync()
    {
        var heard = true; // lost notifications are told once, however often listening is tried again
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await journal.ListenAsync(() =>
                {
                    heard = true;
                    Wake();
                }, _stopping.Token);
            }
            catch (Exception exception)
            {
                if (_stopping.IsCancellationRequested) return;
                if (heard) CacheLog.NotificationsLost(log, exception);
                heard = false;
                await Task.WhenAny(Task.Delay(ListenRetry, time, _stopping.Token));
            }
        }
    }

    private static JournalUnavailableException Stopped() => new("The journal is not followed any more: the node is stopping.");

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
