using AIKernel.Caching;
using AIKernel.Caching.Journal;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>
/// Reads the journal once for all who listen on this node, and only while somebody does: when it is told that the journal
/// has grown, and at every poll anyway.
/// </summary>
internal sealed class EventFeed(
    JournalEvents journal, IInvalidationJournal notifications, CacheOptions cache, IOptions<OperationsConfiguration> options, TimeProvider time, ILogger<EventFeed> log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<EventListener> _listeners = [];
    private readonly SemaphoreSlim _grown = new(0, 1);
    private CancellationTokenSource? _following;

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get { lock (_lock) return _listeners.Count; }
    }

    /// <summary>
    /// Begins to listen; null when there are as many listeners as there may be. The listener hears everything that a point
    /// misses which is read after this call, and perhaps more.
    /// </summary>
    /// <param name="from">A point that was read before this call.</param>
    public EventListener? Join(JournalPoint from)
    {
        lock (_lock)
        {
            if (_listeners.Count >= options.Value.EventListeners) return null;
            var listener = new EventListener();
            _listeners.Add(listener);
            if (_following is null) Follow(from, _following = new());
            return listener;
        }
    }

    public void Leave(EventListener listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0) Stop();
        }
    }

    public void Dispose()
    {
        lock (_lock) Stop();
        _grown.Dispose();
    }

    private void Stop()
    {
        _following?.Cancel();
        _following = null;
    }

    private void Follow(JournalPoint from, CancellationTokenSource following)
    {
        _ = Task.Run(() => ReadOnAsync(from, following.Token));
        _ = Task.Run(() => HearAsync(following.Token));
    }

    private async Task ReadOnAsync(JournalPoint since, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var news = await journal.ReadAsync(since, stop);
                // Nothing was journalled: whoever listens has heard as much as before.
                if (!news.Complete || news.Events.Count > 0) Tell(news, stop);
                since = news.Until;
                await _grown.WaitAsync(cache.PollInterval, stop);
            }
            catch (Exception fault)
            {
                if (stop.IsCancellationRequested) return;
                ApiLog.EventsStall(log, fault);
                await Task.WhenAny(Task.Delay(Pause, time, stop));
            }
        }
    }

    private void Tell(JournalNews news, CancellationToken stop)
    {
        lock (_lock)
        {
            // Of those who joined after the last one had left, another reading tells.
            if (!stop.IsCancellationRequested) _listeners.RemoveAll(listener => !listener.Tell(news));
        }
    }

    private async Task HearAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await notifications.ListenAsync(Wake, stop);
            }
            catch (Exception)
            {
                // Polling covers until it is heard again.
                await Task.WhenAny(Task.Delay(Pause, time, stop));
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            // One that has not been taken yet covers this one too.
            if (_grown.CurrentCount == 0) _grown.Release();
        }
    }
}
