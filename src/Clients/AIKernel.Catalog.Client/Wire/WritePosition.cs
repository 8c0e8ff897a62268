using System.Net.Http.Headers;

namespace AIKernel.Catalog.Client;

/// <summary>
/// What reads have to say so that they see all of this client's writes, on any node: the position of the last one; or,
/// where no one position covers all of them, that they must see everything (Cache-Control: no-cache).
/// </summary>
/// <remarks>
/// The greatest position is not enough, nor is the last one that came. (1) Writes A and B run at the same time, as
/// transactions 10 and 12. (2) B commits; a node reads the journal, with 12 in it and 10 still running. (3) A commits; both
/// are acknowledged, in whatever order. (4) A read with position 12 finds it covered on that node, and misses A; likewise
/// with 10 where it was 10 that committed first. Only a write that began when all others had been acknowledged has a position
/// that covers them: whoever sees its transaction ended sees theirs.
/// </remarks>
internal sealed class WritePosition
{
    private const string Header = "Catalog-Position";

    private readonly Lock _lock = new();
    private string? _position;
    private bool _mustSeeAll;
    private long _ended;

    /// <summary>A write begins; what is returned is handed in at its end.</summary>
    public long Begin()
    {
        lock (_lock) return _ended;
    }

    /// <summary>A write has ended: with a position, or without an answer that tells one, so that it may have happened or not.</summary>
    public void End(long begun, string? position)
    {
        lock (_lock)
        {
            var alone = begun == _ended++;
            (_position, _mustSeeAll) = alone && position is not null ? (position, false) : (null, true);
        }
    }

    public void AddTo(HttpRequestMessage read)
    {
        lock (_lock)
        {
            if (_mustSeeAll) read.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
            else if (_position is not null) read.Headers.TryAddWithoutValidation(Header, _position);
        }
    }

    public static string? Of(HttpResponseMessage answer) => answer.Headers.TryGetValues(Header, out var values) ? values.FirstOrDefault() : null;
}
