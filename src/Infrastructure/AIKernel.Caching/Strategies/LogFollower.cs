using AIKernel.Caching.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Strategies;

/// <summary>
/// Follows the log: what others append this node answers with within moments; what is in the database it forgets; and
/// while this node leads, it brings what waits to the database. Reads the log to its end before the host answers anybody,
/// and empties it before the process ends.
/// </summary>
internal sealed class LogFollower(
    IWriteBehindLog log, LogFlusher flusher, PendingWrites pending, IJournalView journal, KeyedOptions options, TimeProvider time, ILogger<LogFollower> logger) : IHostedService, IDisposable
{
    private const int ReadSize = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Remembrance = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stopping = new();
    private volatile TaskCompletionSource _wake = NewSource();
    private Task _loop = Task.CompletedTask;
    private long _position, _lastRead;
    private long? _waitingSince;
    private bool _unreadable, _unflushable;

    /// <summary>Starts following, and waits a moment for the first read.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _lastRead = time.GetTimestamp();
        log.Grown += Wake;
        var read = NewSource();
        _loop = FollowAsync(read);
        await Task.WhenAny(read.Task, Task.Delay(StartPatience, time, cancellationToken));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        log.Grown -= Wake;
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
        await DrainAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>What the leader does when it is its turn: full batches at once, the rest when it has waited long enough. How many writes left the log.</summary>
    internal async Task<int> FlushDueAsync(CancellationToken cancellationToken)
    {
        var waiting = await log.CountAsync(cancellationToken);
        if (waiting == 0) _waitingSince = null;
        else _waitingSince ??= time.GetTimestamp();
        var least = _waitingSince is { } since && time.GetElapsedTime(since) >= options.WriteBehind.FlushInterval ? 1 : options.WriteBehind.BatchSize;
        var flushed = 0;
        while (waiting - flushed >= least && await flusher.FlushBatchAsync(long.MaxValue, cancellationToken) is > 0 and var count) flushed += count;
        if (flushed > 0) _waitingSince = null;
        return flushed;
    }

    /// <summary>Takes in what is new in the log, and forgets what is not in it any more.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<LoggedItem> items;
        do
        {
            items = await log.ReadAsync(_position, ReadSize, cancellationToken);
            foreach (var item in items)
            {
                if (item.Write is { } write) pending.Add(item.Sequence, write);
                _position = item.Sequence;
            }
        }
        while (items.Count == ReadSize);
        _lastRead = time.GetTimestamp();
        if (pending.Count > 0) await ForgetAsync(cancellationToken);
    }

    /// <summary>
    /// Forgets what has reached the database, and not before this node's view of the journal shows that it has. Closes:
    /// (1) a value is flushed and leaves the log; (2) this node forgets it; (3) its copy of the value before is still valid
    /// here, because the journal row of (1) has not been read; (4) a read serves that copy, which is older than what the
    /// read before it served. The catch-up begins after the look into the log, hence after every flush the look has seen.
    /// </summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        // Before the look: what is appended after it has not been flushed, whatever the look finds.
        var highest = pending.Highest;
        var first = await log.ReadAsync(0, 1, cancellationToken);
        var below = first.Count > 0 ? first[0].Sequence : highest + 1;
        if (!pending.HasBelow(below)) return;
        await journal.CatchUpAsync(cancellationToken);
        pending.RemoveBelow(below);
    }

    private async Task FollowAsync(TaskCompletionSource read)
    {
        while (!_stopping.IsCancellationRequested)
        {
            _wake = NewSource();
            _unreadable = await FailsAsync(ReadAsync, _unreadable, static (log, fault) => KeyedLog.LogUnreadable(log, fault.Message, fault), KeyedLog.LogReadable);
            read.TrySetResult();
            if (_unreadable) ForgetAllIfTooOld();
            else _unflushable = await FailsAsync(LeadAsync, _unflushable, KeyedLog.FlushFailed, KeyedLog.FlushWorks);
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            await Task.WhenAny(_wake.Task, Task.Delay(Poll, time, pause.Token));
            await pause.CancelAsync();
        }
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        if (await log.TryLeadAsync(cancellationToken)) await FlushDueAsync(cancellationToken);
    }

    /// <summary>Whether a step fails; said once when it begins to and once when it ends.</summary>
    private async Task<bool> FailsAsync(Func<CancellationToken, Task> step, bool failed, Action<ILogger, Exception> begins, Action<ILogger> ends)
    {
        try
        {
            await step(_stopping.Token);
            if (failed) ends(logger);
            return false;
        }
        catch (Exception fault)
        {
            if (!failed && !_stopping.IsCancellationRequested) begins(logger, fault);
            return true;
        }
    }

    /// <summary>What is remembered from so long ago may have been flushed, written over and swept from the database since.</summary>
    private void ForgetAllIfTooOld()
    {
        if (pending.Count == 0 || time.GetElapsedTime(_lastRead) < Remembrance) return;
        pending.Clear();
        KeyedLog.Forgotten(logger, Remembrance.TotalMinutes);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What other nodes append from here on is theirs.
            if (await log.CountAsync(cancellationToken) > 0) await flusher.FlushBelowAsync((await log.NextAsync(0, cancellationToken)).Sequence, cancellationToken);
            await log.ResignAsync(cancellationToken);
        }
        catch (Exception fault)
        {
            KeyedLog.NotDrained(logger, fault);
        }
    }

    private void Wake() => _wake.TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
