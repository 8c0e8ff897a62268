using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// What a request's Cache-Control demands of caches (RFC 9111, 5.2.1). Directives that are unknown or malformed are
/// ignored, each by itself (5.2); of one that is repeated the stricter counts.
/// </summary>
internal sealed record CacheDirectives
{
    /// <summary>Longer times than a cache can count are as good as this one (1.2.2).</summary>
    private const long Longest = 1L << 31;

    private static readonly CacheDirectives None = new();

    /// <summary>Nothing is served without having been validated.</summary>
    public bool NoCache { get; private init; }
    /// <summary>Nothing of the answer is kept.</summary>
    public bool NoStore { get; private init; }
    /// <summary>The database is not asked.</summary>
    public bool OnlyIfCached { get; private init; }
    /// <summary>How old an answer may be, in seconds.</summary>
    public long? MaxAge { get; private init; }
    /// <summary>For how many seconds it must be fresh yet.</summary>
    public long? MinFresh { get; private init; }
    /// <summary>By how many seconds it may be older than it is fresh, where only such an answer is to be had.</summary>
    public long? MaxStale { get; private init; }

    /// <summary>Whether an answer can be too old.</summary>
    public bool LimitsAge => MaxAge is not null || MinFresh is not null || MaxStale is not null;

    /// <summary>The directives of a request, read once.</summary>
    public static CacheDirectives Of(HttpContext context)
    {
        var header = context.Request.Headers.CacheControl;
        if (header.Count == 0) return None;
        if (context.Features.Get<CacheDirectives>() is { } known) return known;
        var read = Read(header);
        context.Features.Set(read);
        return read;
    }

    /// <summary>Reads the header's lines as the one list that they are.</summary>
    public static CacheDirectives Read(StringValues header)
    {
        var all = None;
        foreach (var line in header)
            foreach (var element in Elements(line ?? "")) all = all.With(element);
        return all;
    }

    /// <summary>Whether an answer is young enough.</summary>
    /// <param name="age">How long ago it was loaded or validated.</param>
    /// <param name="freshFor">How long an answer of its sort is fresh, in seconds; 0 for one that is to be revalidated each time.</param>
    /// <param name="stale">Whether it is served because the database failed.</param>
    public bool Admit(TimeSpan age, long freshFor, bool stale)
    {
        if (stale && MaxStale is { } over) return age.TotalSeconds <= freshFor + over;
        return (MaxAge is not { } most || age.TotalSeconds <= most) && (MinFresh is not { } left || age.TotalSeconds <= freshFor - left);
    }

    private CacheDirectives With(string element)
    {
        var equals = element.IndexOf('=', StringComparison.Ordinal);
        var (name, argument) = equals < 0 ? (element, null) : (element[..equals], element[(equals + 1)..]);
        return (name.ToLowerInvariant(), Seconds(argument)) switch
        {
            ("no-cache", _) => this with { NoCache = true },
            ("no-store", _) => this with { NoStore = true },
            ("only-if-cached", _) => this with { OnlyIfCached = true },
            ("max-age", { } seconds) => this with { MaxAge = Math.Min(seconds, MaxAge ?? Longest) },
            ("min-fresh", { } seconds) => this with { MinFresh = Math.Max(seconds, MinFresh ?? 0) },
            ("max-stale", { } seconds) => this with { MaxStale = Math.Min(seconds, MaxStale ?? Longest) },
            // By any time.
            ("max-stale", null) when argument is null => this with { MaxStale = MaxStale ?? Longest },
            _ => this,
        };
    }

    /// <summary>Seconds, as a token or, which recipients are to take as well, as a quoted string; null for anything else.</summary>
    private static long? Seconds(string? argument)
    {
        var digits = argument is ['"', .. var quoted, '"'] ? quoted : argument;
        if (string.IsNullOrEmpty(digits) || !digits.All(char.IsAsciiDigit)) return null;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, Longest) : Longest;
    }

    /// <summary>The elements of a list: what stands between commas that are not in quotes.</summary>
    private static IEnumerable<string> Elements(string line)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at <= line.Length; at++)
        {
            if (at < line.Length && quoted && line[at] == '\\') at++;
            else if (at < line.Length && line[at] == '"') quoted = !quoted;
            else if (at >= line.Length || (line[at] == ',' && !quoted))
            {
                if (line[start..Math.Min(at, line.Length)].Trim(' ', '\t') is { Length: > 0 } element) yield return element;
                start = at + 1;
            }
        }
    }
}
