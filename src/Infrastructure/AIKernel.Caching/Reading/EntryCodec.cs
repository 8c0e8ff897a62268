using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Reading;

/// <summary>Turns a loaded value into an entry and its frame, and a frame back into an entry: one operation's own.</summary>
internal sealed class EntryCodec<TArgs, TValue, TClock>(
    MemoryTier<TArgs, TValue> tier,
    ReadPathParts<TArgs, TValue> parts,
    CacheServices<TClock> services)
    where TArgs : notnull
    where TClock : struct, IKernelClock
{
    // JSON text of one byte a character becomes strings of two, with object headers about the same again as its punctuation.
    private const int InMemoryFactor = 2;

    private readonly Lifetimes<TArgs, TValue> _lifetimes = new(parts.Policy, parts.LifetimeOf, services.Random);
    private readonly FrameWriter _writer = new(services.Options);
    private readonly ulong[] _sensitive = [.. services.Options.SensitiveTags.Select(static tag => Tag.Of(tag))];
    private readonly PayloadCompression _packing = parts.Policy.Compression ?? services.Options.Compression;
    private readonly long _longest = (long)(parts.Policy.Lifetime > parts.Policy.AbsentLifetime ? parts.Policy.Lifetime : parts.Policy.AbsentLifetime).TotalMilliseconds;
    private int _lastLength;

    /// <summary>An entry for a value that was just loaded, with its frame where the value can be kept in the shared tier.</summary>
    public EncodedEntry<TArgs, TValue> Encode(TArgs args, TValue value, string key, JournalStamp stamp)
    {
        try
        {
            var set = new TagSet();
            parts.Tags(set, args, value);
            return EncodeOrThrow(args, value, key, stamp, set.ToArray());
        }
        catch (Exception)
        {
            // A serializer or a tag rule that cannot cope with this value is counted; the request has its answer already.
            services.Statistics.EncodingFaults.Increment();
            return new(Unstamped(args, value), canBeKept: false, null);
        }
    }

    private EncodedEntry<TArgs, TValue> EncodeOrThrow(TArgs args, TValue value, string key, JournalStamp stamp, ulong[] tags)
    {
        var sensitive = IsSensitive(tags);
        var numbers = stamp.InProgress.Length + tags.Length;
        var buffer = _writer.Begin(numbers, sensitive, _lastLength);
        var ended = false;
        try
        {
            var kept = tags.Length <= EntryFrame.MaxTags && TrySerialize(buffer, value);
            if (!kept) services.Statistics.TooLarge.Increment();
            var length = FrameWriter.PayloadLength(buffer, numbers, sensitive);
            var lifetime = _lifetimes.Of(args, value);
            var entry = NewEntry(args, value, stamp, tags, services.Time.GetUtcNow().ToUnixTimeMilliseconds(), lifetime, length, key);
            if (!kept || !MayBeShared(sensitive)) return new(entry, kept, null);
            _lastLength = length;
            var header = new EntryHeader(stamp, entry.LoadedAt, entry.LoadedAt + lifetime.Fresh, entry.LoadedAt + lifetime.Whole);
            var packing = parts.CompressionOf?.Invoke(args, value) ?? _packing;
            ended = true;
            return new(entry, canBeKept: true, _writer.End(buffer, key, header, tags, sensitive, packing));
        }
        finally
        {
            if (!ended) buffer.Dispose();
        }
    }

    private bool TrySerialize(PooledBufferWriter buffer, TValue value)
    {
        try
        {
            parts.Serializer.Serialize(buffer, value);
            return true;
        }
        catch (ValueTooLargeException)
        {
            return false;
        }
    }

    private bool MayBeShared(bool sensitive)
    {
        if (!sensitive || services.Options.Encryption is not null) return true;
        // An operation that is sensitive as a whole was declared so: that its answers stay in memory surprises nobody.
        if (!parts.Policy.Sensitive) services.Statistics.SharedTierErrors("no-encryption-key").Increment();
        return false;
    }

    /// <summary>Whether an entry with these tags is sensitive.</summary>
    public bool IsSensitive(ulong[] tags) => parts.Policy.Sensitive || tags.AsSpan().ContainsAny(_sensitive);

    /// <summary>A value loaded while the node could not vouch for its view: to be handed out once, never kept.</summary>
    public MemoryEntry<TArgs, TValue> Unstamped(TArgs args, TValue value) =>
        NewEntry(args, value, JournalStamp.None, [], services.Time.GetUtcNow().ToUnixTimeMilliseconds(), default, 0, "");

    /// <summary>The entry in a frame; null on every verdict but <see cref="FrameVerdict.Valid"/>. Nothing of it lies in the bytes.</summary>
    public FrameVerdict Decode(TArgs args, ReadOnlySpan<byte> bytes, string key, out MemoryEntry<TArgs, TValue>? entry)
    {
        entry = null;
        var now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var verdict = EntryFrame.Read(bytes, key, now, services.Options.MaxValueBytes, out var frame);
        if (verdict != FrameVerdict.Valid) return verdict;
        var stamp = frame.Header.Stamp;
        // The header decides before any work goes into the payload.
        if (!services.Table.Admits(stamp, frame.Tags)) return FrameVerdict.Invalidated;
        if (!frame.Encrypted && IsSensitive(frame.Tags)) return FrameVerdict.Forged;
        verdict = FrameReader.TryRead(frame, services.Options.Encryption, parts.Serializer, out var value);
        if (verdict != FrameVerdict.Valid) return verdict;
        try
        {
            entry = NewEntry(args, value, stamp, frame.Tags, frame.Header.LoadedAt, LifetimeLeft(frame.Header, now), frame.UnpackedLength, key);
            return FrameVerdict.Valid;
        }
        catch (Exception)
        {
            // The weigher cannot cope with what became of foreign bytes.
            return FrameVerdict.Payload;
        }
    }

    /// <summary>What is left of a copy's lifetime; no copy lives longer than this node's policy lets a value live, whatever it says.</summary>
    private Lifetime LifetimeLeft(EntryHeader header, long now)
    {
        var whole = Math.Min(header.ExpiresAt - now, _longest);
        return new(header.FreshUntil <= now ? 0 : Math.Min(header.FreshUntil - now, whole), whole);
    }

    private MemoryEntry<TArgs, TValue> NewEntry(TArgs args, TValue value, JournalStamp stamp, ulong[] tags, long loadedAt, Lifetime lifetime, int payload, string key) => new()
    {
        Tier = tier,
        Key = args,
        Value = value,
        Stamp = stamp,
        Tags = tags,
        LoadedAt = loadedAt,
        FreshUntil = services.Clock.Now + lifetime.Fresh,
        ExpiresAt = services.Clock.Now + lifetime.Whole,
        Size = MemoryEntry<TArgs, TValue>.Overhead(tags.Length, key.Length, stamp.InProgress.Length) + (parts.Weigh?.Invoke(value) ?? (long)InMemoryFactor * payload),
    };
}
