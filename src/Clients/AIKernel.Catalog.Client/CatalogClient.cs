using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIKernel.Catalog.Client;

/// <summary>
/// The catalog over HTTP. Reads are answered from a query cache (<see cref="CatalogClientOptions"/>) and see all writes of this
/// client, on whichever node they land; writes name the state that they change. One client stands for one caller: what it
/// reads is shared by everybody who uses it. Safe for any number of threads. Nothing is retried: that is the HttpClient's pipeline's part.
/// </summary>
public sealed partial class CatalogClient : IDisposable
{
    /// <summary>Instead of an entity tag: whatever state there is. The last writer wins.</summary>
    public const string AnyState = "*";

    private readonly WritePosition _position = new();
    private readonly CatalogWire _wire;
    private readonly QueryCache _cache;

    /// <summary>A client over connections of the caller's own, who keeps and disposes them; their Timeout also bounds reads that others share.</summary>
    /// <param name="http">Where to ask: its BaseAddress is the catalog's, such as <c>https://catalog.example.com/</c>.</param>
    /// <param name="options">How long answers are kept; null for the defaults.</param>
    /// <param name="log">Hears of revalidations that failed, which no caller does.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The base address or an option is out of range; all faults are named.</exception>
    public CatalogClient(HttpClient http, CatalogClientOptions? options = null, ILogger<CatalogClient>? log = null, TimeProvider? time = null)
        : this(() => http, options ?? new(), log ?? NullLogger<CatalogClient>.Instance, time ?? TimeProvider.System)
    {
        ArgumentNullException.ThrowIfNull(http);
        CatalogWire.Checked(http.BaseAddress);
    }

    internal CatalogClient(Func<HttpClient> http, CatalogClientOptions options, ILogger<CatalogClient> log, TimeProvider time)
    {
        _wire = new(http, _position, time);
        _cache = new(_wire, options.Checked(), time, log);
    }

    /// <summary>How many answers are kept.</summary>
    public int CachedAnswers => _cache.Count;

    /// <summary>How many reads are on the wire, revalidations among them.</summary>
    public int Fetching => _cache.Fetching;

    /// <summary>Drops everything that is kept, and what is under way: whoever reads from now on waits for a new answer.</summary>
    public void Clear() => _cache.Overtake(null);

    /// <summary>Drops everything that is kept. Reads and writes are refused from then on; the HttpClient is left to its owner.</summary>
    public void Dispose() => _cache.Dispose();
}
