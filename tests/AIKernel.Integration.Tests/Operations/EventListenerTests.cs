using AIKernel.Caching.Journal;
using AIKernel.Catalog.Api.Operations.Events;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Ids of events, and listeners that do not keep up.</summary>
public sealed class EventListenerTests
{
    private static readonly JournalPoint Point = new(0xabc, new(10, 20, [12, 15]));

    [Fact]
    public async Task Who_does_not_keep_up_hears_what_waits_for_him_and_then_the_end()
    {
        var listener = new EventListener();
        for (var number = 1; number <= EventListener.Patience; number++) Assert.True(listener.Tell(NewsOf((ulong)number)));
        Assert.False(listener.Tell(NewsOf(1_000)));
        Assert.False(listener.Tell(NewsOf(1_001)));
        var heard = new List<ulong>();
        while (await listener.News.WaitToReadAsync())
            while (listener.News.TryRead(out var news)) heard.Add(news.Events[0].Sequence);
        Assert.Equal(Enumerable.Range(1, EventListener.Patience).Select(static number => (ulong)number), heard);
    }

    [Fact]
    public void A_point_reads_as_it_was_written()
    {
        Assert.Equal("0000000000000abc-10:20:12,15", Point.ToString());
        var read = JournalPoint.Parse(Point.ToString())!;
        Assert.Equal((Point.Epoch, 10UL, 20UL), (read.Epoch, read.Seen.Horizon, read.Seen.End));
        Assert.Equal([12UL, 15UL], read.Seen.InProgress);
    }

    [Fact]
    public void With_too_many_transactions_under_way_a_point_is_earlier_and_never_later()
    {
        var crowded = new JournalPoint(1, new(10, 1_000, [.. Enumerable.Range(10, 500).Select(static number => (ulong)number)]));
        var read = JournalPoint.Parse(crowded.ToString())!;
        Assert.Equal(new JournalSnapshot(10, 10, []).ToString(), (read.Seen with { InProgress = [] }).ToString());
        Assert.All(Enumerable.Range(0, 1_100), number => Assert.True(crowded.Seen.Covers((ulong)number) || !read.Seen.Covers((ulong)number)));
    }

    private static JournalNews NewsOf(ulong sequence) => new(Point, Complete: true, [new(sequence, ["tag"])]);
}
