using Microsoft.Extensions.Logging;

namespace AIKernel.TestKit.Caching;

/// <summary>One log event.</summary>
internal sealed record LogEvent(int Id, LogLevel Level, string Message, Exception? Exception);

/// <summary>Keeps every log event; can be told to fail.</summary>
internal sealed class RecordingLog
{
    private readonly Lock _lock = new();
    private readonly List<LogEvent> _events = [];
    private readonly List<(int Id, int Count, TaskCompletionSource Source)> _watchers = [];

    /// <summary>Called with each event's id before it is kept; what it throws, the logger throws.</summary>
    public Action<int>? BeforeWrite { get; set; }

    /// <summary>The lowest level that is written; below it is the log of single reads.</summary>
    public LogLevel Level { get; set; } = LogLevel.Debug;

    public IReadOnlyList<LogEvent> Events
    {
        get { lock (_lock) return [.. _events]; }
    }

    /// <summary>How many events with this id there are.</summary>
    public int Count(int id) => Events.Count(one => one.Id == id);

    /// <summary>Completes when this many events with this id are there.</summary>
    public Task WrittenAsync(int id, int count = 1)
    {
        lock (_lock)
        {
            if (_events.Count(one => one.Id == id) >= count) return Task.CompletedTask;
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((id, count, source));
            return source.Task;
        }
    }

    public ILogger<T> For<T>() => new Logger<T>(this);

    private void Write(LogEvent one)
    {
        BeforeWrite?.Invoke(one.Id);
        lock (_lock)
        {
            _events.Add(one);
            foreach (var watcher in _watchers.Where(watcher => _events.Count(other => other.Id == watcher.Id) >= watcher.Count)) watcher.Source.TrySetResult();
        }
    }

    private sealed class Logger<T>(RecordingLog log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write(new(eventId.Id, logLevel, formatter(state, exception), exception));
    }
}
