using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AIKernel.Integration.Tests.Telemetry;

/// <summary>The ids of a host's log events.</summary>
internal sealed class EventIds : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<int> _taken = new();

    public IReadOnlyCollection<int> Taken => _taken;

    public void AddTo(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _taken.Enqueue(eventId.Id);

    public void Dispose() { }
}
