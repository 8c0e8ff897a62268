using System.Runtime.CompilerServices;

namespace AIKernel.Caching.Memory;

/// <summary>
/// A hash table whose nodes are the entries themselves. All changes are made under the budget's lock, by one thread at a
/// time; readers take none. What is in is always found: a reader that finds nothing while the table grows looks again,
/// see <see cref="MayHaveMissed"/>. It grows at one entry a bucket, in small steps, so that nobody waits for all of it,
/// and never shrinks: what it took once it takes again.
/// </summary>
internal abstract class EntryTable
{
    /// <summary>A table just grown has two buckets an entry.</summary>
    public const int BytesPerEntry = 2 * 8;

    /// <summary>
    /// No chain gets longer. With hashes that mean well none comes near; whoever picks keys that collide has his own
    /// entries evicted, and no read ever walks further than this.
    /// </summary>
    public const int LongestChain = 256;

    /// <summary>So many buckets are moved with each write while the table grows: it is done long before it is full again.</summary>
    internal const int Step = 64;

    private const int SmallestTable = 16;

    /// <summary>A struct around the reference, because a bare array of a class checks the type on every write.</summary>
    protected struct Bucket
    {
        public MemoryEntry? First;
    }

    private Bucket[] _buckets = new Bucket[SmallestTable];
    private Bucket[]? _wider; // while it grows
    private int _moved; // so many buckets are empty now, their entries in the wider table

    /// <summary>How many entries are in; under the lock.</summary>
    internal int Count { get; private set; }

    /// <summary>How many buckets there are, or will be when the table has grown.</summary>
    internal int Size => (_wider ?? _buckets).Length;

    /// <summary>Whether entries are being moved.</summary>
    internal bool IsGrowing => _wider is not null;

    /// <summary>The buckets a read starts from.</summary>
    protected Bucket[] Buckets => Volatile.Read(ref _buckets);

    /// <summary>The buckets that entries are moved to, while they are.</summary>
    protected Bucket[]? WiderBuckets => Volatile.Read(ref _wider);

    /// <summary>The beginning of a hash's chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ref MemoryEntry? First(Bucket[] buckets, int hash) => ref buckets[hash & (buckets.Length - 1)].First;

    /// <summary>The buckets that an entry of this hash is in, if it is in; under the lock.</summary>
    protected Bucket[] BucketsOf(int hash) => _wider is not null && (hash & (_buckets.Length - 1)) < _moved ? _wider : _buckets;

    /// <summary>Spreads what a hash code says over all bits: the codes of numbers in a row differ in the lowest alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static int Mix(int code)
    {
        var mixed = (uint)code * 0x9E3779B1u;
        return (int)(mixed ^ (mixed >> 15));
    }

    /// <summary>
    /// Whether a reader that began with these buckets and found nothing has to look again. Growing moves entries from
    /// chain to chain by writing <see cref="MemoryEntry.Next"/>, with readers in the midst of it: (1) a reader stands on A
    /// and wants B behind it; (2) the writer moves A into a chain of the wider table that B is not in; (3) the reader goes
    /// on from A, in the new chain, comes to its end, and B was there all the time. Having read a link written at (2), or
    /// the emptiness of a bucket that was moved, it sees the wider table, which was there before, or, if the growth is
    /// over, the buckets, which were exchanged before it was over. In this order: the other way round the writer could
    /// exchange them after the first look and be done before the second.
    /// </summary>
    protected bool MayHaveMissed(Bucket[] buckets) => Volatile.Read(ref _wider) is not null || Volatile.Read(ref _buckets) != buckets;

    /// <summary>Makes buckets for one more entry. Before anything is changed: if memory runs out, nothing has happened.</summary>
    internal void Reserve()
    {
        if (_wider is null && Count >= _buckets.Length) Volatile.Write(ref _wider, new Bucket[_buckets.Length * 2]);
        if (_wider is { } wider) MoveOn(wider);
    }

    private void MoveOn(Bucket[] wider)
    {
        for (var end = Math.Min(_moved + Step, _buckets.Length); _moved < end; _moved++)
        {
            ref var bucket = ref _buckets[_moved].First;
            for (var entry = bucket; entry is not null;)
            {
                var rest = entry.Next;
                ref var first = ref First(wider, entry.Hash);
                // A reader on this entry goes on among the entries that were moved before it, to their end: no ring.
                Volatile.Write(ref entry.Next, first);
                Volatile.Write(ref first, entry);
                entry = rest;
            }
            // From here on nobody comes in this way, and finds what has been taken out since.
            Volatile.Write(ref bucket, null);
        }
        if (_moved < _buckets.Length) return;
        Volatile.Write(ref _buckets, wider);
        Volatile.Write(ref _wider, null);
        _moved = 0;
    }

    /// <summary>The one that has to go before another entry of this hash comes in; mostly none.</summary>
    internal MemoryEntry? FindOverflow(int hash)
    {
        var (length, last) = (0, (MemoryEntry?)null);
        for (var entry = First(BucketsOf(hash), hash); entry is not null; entry = entry.Next) (length, last) = (length + 1, entry);
        return length >= LongestChain ? last : null;
    }

    /// <summary>Takes in an entry of a key that none is held for.</summary>
    internal void Link(MemoryEntry entry)
    {
        ref var first = ref First(BucketsOf(entry.Hash), entry.Hash);
        entry.Next = first;
        Volatile.Write(ref first, entry);
        Count++;
    }

    /// <summary>Takes in an entry in place of the one with its key. At no moment is neither of them found.</summary>
    internal void Replace(MemoryEntry present, MemoryEntry entry)
    {
        entry.Next = present.Next;
        Volatile.Write(ref LinkTo(present), entry);
    }

    /// <summary>Takes an entry out: reads that begin from here on do not find it.</summary>
    internal void Unlink(MemoryEntry entry)
    {
        Volatile.Write(ref LinkTo(entry), entry.Next);
        Count--;
    }

    private ref MemoryEntry? LinkTo(MemoryEntry entry)
    {
        ref var link = ref First(BucketsOf(entry.Hash), entry.Hash);
        while (link != entry) link = ref (link ?? throw new InvalidOperationException("The entry is not in its table.")).Next;
        return ref link;
    }

    /// <summary>Every entry that is linked anywhere; under the lock.</summary>
    internal IEnumerable<MemoryEntry> Walk()
    {
        foreach (var bucket in _wider is null ? _buckets : _buckets.Concat(_wider))
            for (var entry = bucket.First; entry is not null; entry = entry.Next) yield return entry;
    }

    /// <summary>Whether a reader of the entry's key finds the entry, and no other of that key.</summary>
    internal abstract bool Finds(MemoryEntry entry);
}
