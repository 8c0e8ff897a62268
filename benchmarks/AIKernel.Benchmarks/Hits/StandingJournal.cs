using AIKernel.Caching.Journal;

namespace AIKernel.Benchmarks.Hits;

/// <summary>A journal in which nothing happens: what remains is the price of a hit.</summary>
internal sealed class StandingJournal : IInvalidationJournal
{
    public ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken) =>
        new(new JournalRead(1, new JournalSnapshot(100, 100, []), 0, []));

    public Task ListenAsync(Action wake, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    public Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken) => Task.CompletedTask;
}
