using System.Runtime.CompilerServices;

namespace AIKernel.Caching.Memory;

/// <summary>
/// A hash table whose nodes are the entries themselves. All changes are made under the budget's lock, by one thread at a
/// time; readers take none. What is in is always found:
/// a reader that finds nothing while the table grew looks again, see <see cref="MayHaveMissed"/>.
/// It grows at one entry a bucket and never shrinks: what it took once it takes again.
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

    private const int SmallestTable = 16;

    /// <summary>A struct around the reference, because a bare array of a class checks the type on every write.</summary>
    protected struct Bucket
    {
        public MemoryEntry? First;
    }

    private Bucket[] _buckets = new Bucket[SmallestTable];
    private bool _growing;

    /// <summary>How many entries are in; under the lock.</summary>
    internal int Count { get; private set; }

    /// <summary>How many buckets there are.</summary>
    internal int Size => _buckets.Length;

    /// <summary>The buckets a read starts from.</summary>
    protected Bucket[] Buckets => Volatile.Read(ref _buckets);

    /// <summary>The bucket of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ref MemoryEntry? First(Bucket[] buckets, int hash) => ref buckets[hash & (buckets.Length - 1)].First;

    /// <summary>Spreads what a hash code says over all bits: the codes of numbers in a row differ in the lowest alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static int Mix(int code)
    {
        var mixed = (uint)code * 0x9E3779B1u;
        return (int)(mixed ^ (mixed >> 15));
    }

    /// <summary>
    /// Whether a reader that began with these buckets and found nothing has to look again, under the lock. Growing
    /// moves entries from chain to chain by writing <see cref="MemoryEntry.Next"/>, with readers in the midst of it:
    /// (1) a reader stands on A and wants B behind it; (2) the writer moves A into a chain of the new buckets that B is
    /// not in; (3) the reader goes on from A, in the new chain, comes to its end, and B was there all the time. Having
    /// read a link written at (2), it sees <see cref="_growing"/>, which was set before, or, if that is over, the
    /// buckets, which were exchanged before it was over. In this order: the other way round the writer could
    /// exchange them after the first look and be done before the second.
    /// </summary>
    protected bool MayHaveMissed(Bucket[] buckets) => Volatile.Read(ref _growing) || Volatile.Read(ref _buckets) != buckets;

    /// <summary>Makes buckets for one more entry. Before anything is changed: if memory runs out, nothing has happened.</summary>
    internal void Reserve()
    {
        if (Count < _buckets.Length) return;
        var buckets = new Bucket[_buckets.Length * 2];
        Volatile.Write(ref _growing, true);
        foreach (var bucket in _buckets)
            for (var entry = bucket.First; entry is not null;)
            {
                var rest = entry.Next;
                ref var first = ref First(buckets, entry.Hash);
                // A reader on this entry goes on among the entries that were moved before it, to their end: no ring.
                Volatile.Write(ref entry.Next, first);
                first = entry;
                entry = rest;
            }
        Volatile.Write(ref _buckets, buckets);
        Volatile.Write(ref _growing, false);
    }

    /// <summary>The one that has to go before another entry of this hash comes in; mostly none.</summary>
    internal MemoryEntry? FindOverflow(int hash)
    {
        var (length, last) = (0, (MemoryEntry?)null);
        for (var entry = First(_buckets, hash); entry is not null; entry = entry.Next) (length, last) = (length + 1, entry);
        return length >= LongestChain ? last : null;
    }

    /// <summary>Takes in an entry of a key that none is held for.</summary>
    internal void Link(MemoryEntry entry)
    {
        ref var first = ref First(_buckets, entry.Hash);
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
        ref var link = ref First(_buckets, entry.Hash);
        while (link != entry) link = ref (link ?? throw new InvalidOperationException("The entry is not in its table.")).Next;
        return ref link;
    }

    /// <summary>Every entry with the bucket it hangs in; under the lock.</summary>
    internal IEnumerable<(int Bucket, MemoryEntry Entry)> Walk()
    {
        for (var number = 0; number < _buckets.Length; number++)
            for (var entry = _buckets[number].First; entry is not null; entry = entry.Next) yield return (number, entry);
    }

    /// <summary>Whether the entry hangs where a reader of its key looks, and is the only one of that key.</summary>
    internal abstract bool Finds(MemoryEntry entry);
}
