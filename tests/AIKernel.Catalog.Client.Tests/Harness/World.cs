using System.Collections.Concurrent;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.Logging;

namespace AIKernel.Catalog.Client.Tests.Harness;

/// <summary>A client over a catalog of the test's own, in time that stands still: answers are fresh for 60 s and kept unused for 120 s.</summary>
internal sealed class World : IDisposable
{
    private readonly HttpClient _http;

    public World(CatalogClientOptions? options = null)
    {
        _http = new(Catalog, disposeHandler: false) { BaseAddress = new("http://catalog.test/"), Timeout = Timeout.InfiniteTimeSpan };
        Client = new(_http, options, Log, Time);
    }

    public FakeCatalog Catalog { get; } = new();
    public ManualTimeProvider Time { get; } = new();
    public RecordedLog Log { get; } = new();
    public CatalogClient Client { get; }

    public static ResourceContent Model(string name = "one") => new() { Kind = "model", Namespace = "tests", Name = name };

    public void Pass(int seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Reads a title; null where there is no such resource.</summary>
    public async Task<string?> TitleAsync(Guid id) => (await Client.GetAsync(id))?.Title;

    /// <summary>Waits until nothing is under way any more: a revalidation in the background has ended, well or not.</summary>
    public Task SettledAsync() => Integration.Tests.Http.Harness.Eventually.HoldsAsync(() => Task.FromResult(Client.Fetching == 0), "nothing is under way any more");

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
        Catalog.Dispose();
    }
}

/// <summary>What was logged, as level, id and text.</summary>
internal sealed class RecordedLog : ILogger<CatalogClient>
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text, Exception? Failure)> Events { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Events.Enqueue((logLevel, eventId.Id, formatter(state, exception), exception));
}
