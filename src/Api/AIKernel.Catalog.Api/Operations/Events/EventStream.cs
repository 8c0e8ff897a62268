using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>
/// The stream of one listener: first how far it is, then what it missed since the point it came with, then what happens.
/// The last event of each reading carries the id to come back with, so that whoever is cut off in the middle hears some of it
/// again, and misses nothing.
/// </summary>
internal sealed class EventStream(EventFeed feed, JournalEvents journal, JournalPoint? since, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>As many listen as may.</summary>
    public static readonly ProblemKind TooManyListeners = new("too-many-listeners", StatusCodes.Status503ServiceUnavailable, "There are as many listeners as there may be");

    private const int ShortWhile = 5;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var leaving = httpContext.RequestAborted;
        if (feed.Join(await journal.NowAsync(leaving)) is not { } listener)
        {
            await new Refusal(TooManyListeners) { RetryAfter = ShortWhile }.ExecuteAsync(httpContext);
            return;
        }
        try
        {
            // After it has joined, so that what comes in covers all that this reading misses.
            var missed = since is null ? new(await journal.NowAsync(leaving), Complete: true, []) : await journal.ReadAsync(since, leaving);
            await TypedResults.ServerSentEvents(TellAsync(listener, missed, leaving)).ExecuteAsync(httpContext);
        }
        finally
        {
            feed.Leave(listener);
        }
    }

    private async IAsyncEnumerable<SseItem<string>> TellAsync(EventListener listener, JournalNews missed, [EnumeratorCancellation] CancellationToken leaving)
    {
        yield return new("{}", "ready") { EventId = missed.Events.Count == 0 && missed.Complete ? missed.Until.ToString() : null };
        foreach (var item in ItemsOf(missed)) yield return item;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(leaving, stopping);
        var (more, beat) = (WaitAsync(listener, end.Token), Task.Delay(Heartbeat, time, end.Token));
        while (true)
        {
            var first = await Task.WhenAny(more, beat);
            if (stopping.IsCancellationRequested)
            {
                yield return new("{}", "closing");
                yield break;
            }
            leaving.ThrowIfCancellationRequested();
            if (first == beat)
            {
                yield return new("{}", "alive");
                beat = Task.Delay(Heartbeat, time, end.Token);
            }
            else if (!await more)
            {
                yield return new("{}", "dropped");
                yield break;
            }
            else
            {
                while (listener.News.TryRead(out var news))
                    foreach (var item in ItemsOf(Beyond(news, missed.Until))) yield return item;
                more = WaitAsync(listener, end.Token);
            }
        }
    }

    private static Task<bool> WaitAsync(EventListener listener, CancellationToken end) => listener.News.WaitToReadAsync(end).AsTask();

    /// <summary>Without what an earlier reading has told already.</summary>
    private static JournalNews Beyond(JournalNews news, JournalPoint told) =>
        news.Complete && news.Until.Epoch == told.Epoch ? news with { Events = [.. news.Events.Where(one => !told.Seen.Covers(one.Sequence))] } : news;

    private static IEnumerable<SseItem<string>> ItemsOf(JournalNews news)
    {
        if (!news.Complete) yield return new("{}", "reset") { EventId = news.Until.ToString() };
        for (var at = 0; at < news.Events.Count; at++)
        {
            var (sequence, tags) = news.Events[at];
            var text = JsonSerializer.Serialize(new(new CatalogPosition(news.Until.Epoch, sequence).ToString(), tags), OperationsJson.Instance.InvalidationEvent);
            yield return new(text, "invalidation") { EventId = at == news.Events.Count - 1 ? news.Until.ToString() : null };
        }
    }
}

/// <summary>What a transaction touched, and the position that covers it.</summary>
internal sealed record InvalidationEvent(string Position, IReadOnlyList<string> Tags);
