using System.Diagnostics;

namespace AIKernel.Caching.Telemetry;

/// <summary>
/// The spans of the activity source <c>AIKernel.Caching</c>: one for each read that memory could not answer, in the
/// reader's trace, and one for each load, which belongs to nobody's trace and so begins its own. A hit makes none.
/// </summary>
internal static class CacheActivity
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "AIKernel.Caching";

    private static readonly ActivitySource Source = new(SourceName);

    public static CacheSpan StartRead(string operation) => Start("cache.read", operation);

    public static CacheSpan StartLoad(string operation) => Start("cache.load", operation);

    private static CacheSpan Start(string name, string operation) =>
        new(Source.StartActivity(name)?.SetTag("aikernel.cache.operation", operation));
}

/// <summary>A span, if anybody listens. Disposed of before it succeeded, it is marked as failed.</summary>
internal readonly struct CacheSpan(Activity? activity) : IDisposable
{
    public void Succeed(CacheOutcome outcome) =>
        activity?.SetTag("aikernel.cache.outcome", outcome.ToString().ToLowerInvariant()).SetStatus(ActivityStatusCode.Ok);

    public void Dispose()
    {
        if (activity is null) return;
        if (activity.Status == ActivityStatusCode.Unset) activity.SetStatus(ActivityStatusCode.Error);
        activity.Dispose();
    }
}
