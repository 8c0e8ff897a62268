using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>Keeps log events by their ids.</summary>
internal sealed class LogEvents : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<int, ConcurrentQueue<string>> _texts = new();

    public int Count(int id) => Texts(id).Count;

    /// <summary>What was said under this id, in order.</summary>
    public IReadOnlyList<string> Texts(int id) => _texts.TryGetValue(id, out var texts) ? [.. texts] : [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _texts.GetOrAdd(eventId.Id, static _ => new()).Enqueue(formatter(state, exception));

    public void Dispose() { }
}
