using AIKernel.Caching.Journal;
using AIKernel.TestKit.Caching;
using Moq;

namespace AIKernel.Caching.Tests.Journal;

public sealed class PrunerTests
{
    private static readonly CacheOptions Options = new() { JournalRetention = TimeSpan.FromHours(2) };
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task The_journal_is_pruned_eight_times_a_window()
    {
        var (time, pruned) = (new ManualTimeProvider(), new SemaphoreSlim(0));
        var journal = new Mock<IInvalidationJournal>();
        journal.Setup(static one => one.PruneAsync(TimeSpan.FromHours(2), It.IsAny<CancellationToken>())).Returns(() => { pruned.Release(); return Task.CompletedTask; });
        using var pruner = new JournalPruner(journal.Object, Options, time, new RecordingLog().For<JournalPruner>());
        await pruner.StartAsync(default);
        await time.SleepingAsync(Interval);

        for (var round = 0; round < 8; round++)
        {
            time.Advance(Interval);
            await pruned.WaitAsync();
        }

        await pruner.StopAsync(default);
        journal.Verify(static one => one.PruneAsync(TimeSpan.FromHours(2), It.IsAny<CancellationToken>()), Times.Exactly(8));
    }

    [Fact]
    public async Task A_failure_is_reported_and_the_next_interval_tries_again()
    {
        var (time, pruned, log) = (new ManualTimeProvider(), new SemaphoreSlim(0), new RecordingLog());
        var journal = new Mock<IInvalidationJournal>();
        journal.SetupSequence(static one => one.PruneAsync(It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("gone"))
            .Returns(() => { pruned.Release(); return Task.CompletedTask; });
        using var pruner = new JournalPruner(journal.Object, Options, time, log.For<JournalPruner>());
        await pruner.StartAsync(default);
        await time.SleepingAsync(Interval);

        time.Advance(Interval);
        await log.WrittenAsync(1015);
        time.Advance(Interval);
        await pruned.WaitAsync();

        await pruner.StopAsync(default);
        Assert.Equal(1, log.Count(1015));
    }
}
