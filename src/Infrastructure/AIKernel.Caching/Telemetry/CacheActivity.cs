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

    public static Activity? StartRead(string operation) => Start("cache.read", operation);

    public static Activity? StartLoad(string operation) => Start("cache.load", operation);

    public static void SetOutcome(Activity? span, CacheOutcome outcome) => span?.SetTag("aikernel.cache.outcome", outcome.ToString().ToLowerInvariant());

    private static Activity? Start(string name, string operation) =>
        Source.StartActivity(name)?.SetTag("aikernel.cache.operation", operation);
}
