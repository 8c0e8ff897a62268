using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>What changes, as it happens.</summary>
internal static class EventsEndpoint
{
    public const string LastEventId = "Last-Event-ID";
    private const string EventStreamType = "text/event-stream";

    public static void MapEvents(this RouteGroupBuilder operations) => operations.MapGet("/events", Listen).Named("events", "Listen to what is invalidated")
        .NeedsDatabase().WithMetadata(new RequestHeaders(LastEventId))
        .Answers(200, "Server-sent events: ready when listening has begun; invalidation for each journalled change; reset when what was missed cannot be told any more; "
            + "alive every 15 s; dropped and closing at the end.", "InvalidationEvent", EventStreamType, "Cache-Control")
        .Refuses(ProblemKind.BadHeader, EventStream.TooManyListeners);

    private static Results<EventStream, Refusal, EmptyHttpResult> Listen(HttpContext http, EventFeed feed, JournalEvents journal, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var id = http.Request.Headers[LastEventId];
        var since = id.Count == 1 ? JournalPoint.Parse(id[0]) : null;
        if (id.Count > 0 && since is null)
            return new Refusal(ProblemKind.BadHeader) { Errors = [ProblemFault.InHeader(LastEventId, "pattern", "Expected the id of an event of this stream.")] };
        if (!http.WantsHeadersOnly()) return new EventStream(feed, journal, since, time, lifetime.ApplicationStopping);
        // The stream has no end, and nobody would read it.
        http.Response.ContentType = EventStreamType;
        http.Response.Headers.CacheControl = CacheControlHeaders.NoStore;
        return TypedResults.Empty;
    }
}
