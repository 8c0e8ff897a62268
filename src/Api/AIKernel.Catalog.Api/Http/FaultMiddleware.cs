using AIKernel.Caching;
using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Turns what escapes the handlers into problem documents without a word about the inside. An answer that has begun
/// cannot be taken back: its connection is cut, so that nobody takes half of it for the whole.
/// </summary>
internal sealed class FaultMiddleware(RequestDelegate next, ILogger<FaultMiddleware> log)
{
    private const int ShortWhile = 2;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested)
        {
            ApiLog.CallerLeft(log, fault.GetType().Name);
            context.Abort();
        }
        catch (Exception fault)
        {
            await AnswerAsync(context, fault);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception fault)
    {
        var refusal = Explain(fault);
        if (refusal.Kind.Status == StatusCodes.Status500InternalServerError) ApiLog.Unexpected(log, fault);
        else if (refusal.Kind.Status == StatusCodes.Status503ServiceUnavailable) ApiLog.Unavailable(log, DatabaseFaults.Name(fault));
        if (context.Response.HasStarted)
        {
            ApiLog.CutShort(log);
            context.Abort();
            return;
        }
        context.Response.Clear();
        await refusal.ExecuteAsync(context);
    }

    private static Refusal Explain(Exception fault) => fault switch
    {
        BulkLimitException limit => new(ProblemKind.BodyTooLarge, $"{limit.Message} {Kept(limit.Summary)}") { Position = limit.Position },
        InvalidGzipException => new(ProblemKind.InvalidGzip, "The body ends early or is damaged. What was read before that point may have been imported; importing again is harmless."),
        BadHttpRequestException bad => new(ProblemKind.OfStatus(bad.StatusCode)),
        NotCachedException => new(ProblemKind.NotCached),
        _ when DatabaseFaults.IsOutage(fault) => new(ProblemKind.Unavailable) { RetryAfter = ShortWhile },
        _ => new(ProblemKind.Internal),
    };

    private static string Kept(BulkSummary summary) => summary.RolledBack
        ? "Nothing was written."
        : $"What was imported before is kept: {summary.Resources.Created + summary.Resources.Updated + summary.Resources.Deleted} resources and "
          + $"{summary.Relationships.Created + summary.Relationships.Updated + summary.Relationships.Deleted} relationships were written.";
}
