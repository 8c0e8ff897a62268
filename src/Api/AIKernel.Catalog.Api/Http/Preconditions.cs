using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AIKernel.Catalog.Api.Http;

/// <summary>What the preconditions of a request say about the current state.</summary>
internal enum Verdict
{
    /// <summary>They hold, or there are none.</summary>
    Proceed,
    /// <summary>The reader has the current state already.</summary>
    NotModified,
    /// <summary>They do not hold.</summary>
    Failed,
}

/// <summary>The preconditions of a request, evaluated in the order and by the comparisons of RFC 9110, section 13.</summary>
internal sealed class Preconditions
{
    /// <summary>Tags of If-Match, <c>*</c> among them; null when the header is absent.</summary>
    public IList<EntityTagHeaderValue>? IfMatch { get; private init; }
    /// <summary>Tags of If-None-Match, <c>*</c> among them; null when the header is absent.</summary>
    public IList<EntityTagHeaderValue>? IfNoneMatch { get; private init; }
    private DateTimeOffset? IfModifiedSince { get; init; }
    private DateTimeOffset? IfUnmodifiedSince { get; init; }

    public bool AreNone => IfMatch is null && IfNoneMatch is null && IfUnmodifiedSince is null;
    public bool OnlyAskForAbsence => IfMatch is null && IfUnmodifiedSince is null && IfNoneMatch is [var only] && IsAny(only);

    /// <summary>Reads the headers; malformed tags are refused, malformed dates ignored, as the RFC says.</summary>
    public static bool TryRead(HttpRequest request, out Preconditions preconditions, out Refusal? refusal)
    {
        var faults = new List<ProblemFault>();
        preconditions = new()
        {
            IfMatch = ReadTags(HeaderNames.IfMatch, request.Headers.IfMatch, faults),
            IfNoneMatch = ReadTags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch, faults),
            IfModifiedSince = ReadDate(request.Headers.IfModifiedSince),
            IfUnmodifiedSince = ReadDate(request.Headers.IfUnmodifiedSince),
        };
        refusal = faults.Count == 0 ? null : new(ProblemKind.BadHeader) { Errors = faults };
        return refusal is null;
    }

    /// <summary>Evaluates for a read: a failed If-None-Match means the reader is up to date.</summary>
    /// <param name="etag">The current tag.</param>
    /// <param name="changed">When the state last changed, exactly; null where that is not known.</param>
    public Verdict ForRead(string etag, DateTimeOffset? changed)
    {
        if (!StateIsExpected(etag, changed)) return Verdict.Failed;
        if (IfNoneMatch is not null) return MatchesNone(etag) ? Verdict.Proceed : Verdict.NotModified;
        return IfModifiedSince is { } since && changed <= since ? Verdict.NotModified : Verdict.Proceed;
    }

    /// <summary>Evaluates for a write.</summary>
    /// <param name="etag">The current tag; null when there is no such thing.</param>
    /// <param name="changed">When it last changed.</param>
    public bool AllowWrite(string? etag, DateTimeOffset? changed) => StateIsExpected(etag, changed) && MatchesNone(etag);

    /// <summary>Whether the tag is the <c>*</c> that stands for any.</summary>
    public static bool IsAny(EntityTagHeaderValue tag) => tag.Tag == "*";

    private bool StateIsExpected(string? etag, DateTimeOffset? changed)
    {
        if (IfMatch is null) return IfUnmodifiedSince is not { } since || changed is null || changed <= since;
        return etag is not null && IfMatch.Any(tag => IsAny(tag) || (!tag.IsWeak && tag.Tag == etag));
    }

    private bool MatchesNone(string? etag) =>
        IfNoneMatch is null || etag is null || !IfNoneMatch.Any(tag => IsAny(tag) || tag.Tag == etag);

    private static IList<EntityTagHeaderValue>? ReadTags(string header, StringValues values, List<ProblemFault> faults)
    {
        if (values.Count == 0) return null;
        if (EntityTagHeaderValue.TryParseStrictList(values, out var tags) && (tags.Count == 1 || !tags.Any(IsAny))) return tags;
        faults.Add(ProblemFault.InHeader(header, "pattern", "Expected * or a list of entity tags in double quotes."));
        return null;
    }

    private static DateTimeOffset? ReadDate(StringValues values) =>
        values is [var text] && HeaderUtilities.TryParseDate(text, out var date) ? date : null;
}
