using System.Runtime.CompilerServices;
using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Memory;

/// <summary>
/// An entry as table and eviction queue see it: it is itself the node of both, so that an entry is one object. The
/// fields are in the order that leaves no gap.
/// </summary>
internal abstract class MemoryEntry
{
    /// <summary>Neighbours in the eviction queue; guarded by the budget's lock.</summary>
    internal MemoryEntry? Newer, Older;

    /// <summary>
    /// The rest of its chain in the table. Written under the budget's lock, read without. An entry that was taken out
    /// keeps it: a reader that stands on it finds its way on.
    /// </summary>
    internal MemoryEntry? Next;

    /// <summary>The key's hash, mixed; set when it is put.</summary>
    internal int Hash;

    private readonly uint _size;

    /// <summary>How long before <see cref="ExpiresAt"/> its soft expiry was when it was put, in milliseconds.</summary>
    internal uint SoftMargin;

    /// <summary>Number of its table in the budget.</summary>
    internal ushort Table;

    /// <summary>Where it is queued; guarded by the budget's lock.</summary>
    internal Place Place;

    /// <summary>Set by hits, cleared by the eviction hand. A lost update costs one eviction decision, nothing more.</summary>
    internal bool Visited;

    /// <summary>From then on the value has expired; only fail-safe may still revive it. Kernel clock, milliseconds.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Bytes this entry takes, overhead included; fixed at creation. What does not fit in 32 bits is kept nowhere.</summary>
    public required long Size { get => _size; init => _size = (uint)Math.Clamp(value, 0, uint.MaxValue); }

    /// <summary>Bytes of an object's header and of its method table's address; 64 bits are taken for granted throughout.</summary>
    protected const int ObjectHeader = 16;

    /// <summary>Bytes of the fields above.</summary>
    protected const int NodeFields = 3 * 8 + 8 + 4 + 4 + 4 + 2 + 1 + 1;
}

/// <summary>Where an entry is queued.</summary>
internal enum Place : byte
{
    /// <summary>Nowhere: it is not in, not yet or not any more.</summary>
    None,
    /// <summary>Among the newcomers.</summary>
    Window,
    /// <summary>Among those that are kept.</summary>
    Main,
}

/// <summary>
/// A value with what certifies it: the journal stamp taken before its load, and the tags it depends on.
/// Immutable but for the notes that hits leave. It is put at most once.
/// </summary>
internal sealed class MemoryEntry<TKey, TValue> : MemoryEntry
    where TKey : notnull
{
    private readonly ulong[] _tags = [];
    private TKey _key = default!;

    /// <summary>The tier that is to hold it.</summary>
    public required MemoryTier<TKey, TValue> Tier { init => Table = value.Number; }
    public required TKey Key { get => _key; init => _key = value; }
    public required TValue Value { get; init; }
    /// <summary>May be exchanged for an equal one, before it can be found.</summary>
    public required JournalStamp Stamp { get; set; }
    public required ulong[] Tags { get => _tags; init => _tags = value.Length == 0 ? [] : value; }
    /// <summary>
    /// Until when a hit needs nothing more than certification: the soft expiry where the policy refreshes ahead, else
    /// <see cref="MemoryEntry.ExpiresAt"/>; sooner where memory has a lifetime of its own. Kernel clock, milliseconds.
    /// </summary>
    public required long FreshUntil { get; set; }
    /// <summary>When the source had answered, Unix milliseconds; the same in every copy.</summary>
    public required long LoadedAt { get; init; }

    /// <summary>The table's version under which the tags were last found untouched.</summary>
    public long VerifiedAt = -1;

    /// <summary>
    /// <see cref="FreshUntil"/> as the entry came with it: memory's own lifetime ends sooner, and no hit extends it
    /// further. Known once the entry was put. A margin beyond 49 days is not kept: such an entry never slides.
    /// </summary>
    public long SoftExpiresAt => SoftMargin == uint.MaxValue ? long.MinValue : ExpiresAt - SoftMargin;

    /// <summary>
    /// Bytes an entry takes beside its value: the object with the key in it, its places in the table and in the sketch,
    /// its tags. A key that refers to other objects is taken to hold the text of its key in the shared tier, two bytes a
    /// character. The stamp is shared by all that was loaded under one view of the journal; what it names in progress is
    /// counted for each nevertheless, since under steady writes few share one.
    /// </summary>
    public static long Overhead(int tags, int keyText, int inProgress = 0) => ObjectBytes + EntryTable.BytesPerEntry + FrequencySketch.BytesPerEntry
        + BytesOf(tags) + BytesOf(inProgress)
        + (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>() ? ObjectHeader + sizeof(long) + (long)keyText * sizeof(char) : 0);

    /// <summary>Whether this is its key; for keys without references.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasKey(ref TKey key)
    {
        if (typeof(TKey) != typeof(Guid)) return EqualityComparer<TKey>.Default.Equals(_key, key);
        ref var mine = ref Unsafe.As<TKey, GuidHalves>(ref _key);
        ref var asked = ref Unsafe.As<TKey, GuidHalves>(ref key);
        return ((mine.First ^ asked.First) | (mine.Second ^ asked.Second)) == 0;
    }

    private static long BytesOf(int numbers) => numbers == 0 ? 0 : ObjectHeader + sizeof(long) + (long)numbers * sizeof(ulong);

    private static long ObjectBytes => Align(ObjectHeader + NodeFields + 2 * 8 + 3 * sizeof(long) + Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>());

    private static long Align(long bytes) => (bytes + 7) & ~7L;
}

/// <summary>
/// A Guid as two integers. It is the commonest key, and arrives in two registers: read as one vector, as its own
/// methods do, it waits for both halves to be written to memory, which costs as much as the rest of the look-up.
/// </summary>
internal struct GuidHalves
{
    public ulong First, Second;
}
