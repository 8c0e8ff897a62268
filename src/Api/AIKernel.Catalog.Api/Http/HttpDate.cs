using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// Dates of headers have whole seconds, changes do not. Rounding down would lie: of two changes within a second, the
/// reader of the first would be told 304 after the second. So Last-Modified is rounded up, never beyond the present
/// (RFC 9110, 8.8.2.1), and If-Modified-Since is compared with the exact time. A reader who asks within the second of a
/// change gets the body once more; nobody gets a wrong 304. A first revision has no earlier one to be confused with,
/// and is rounded down by the caller.
/// </summary>
internal static class HttpDate
{
    public static DateTimeOffset Floor(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));

    /// <summary>The header's text for a change at this time.</summary>
    public static string LastModified(DateTimeOffset changed, TimeProvider time)
    {
        var floor = Floor(changed);
        var up = floor == changed ? floor : floor.AddSeconds(1);
        var now = Floor(time.GetUtcNow());
        return HeaderUtilities.FormatDate(up < now ? up : now);
    }
}
