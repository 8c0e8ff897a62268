using System.Buffers;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Reading;

/// <summary>Turns a loaded value into an entry and its frame, and a frame back into an entry: one operation's own.</summary>
internal sealed class EntryCodec<TArgs, TValue, TClock>(
    MemoryTier<TArgs, TValue> tier,
    ICacheSerializer<TValue> serializer,
    EntryPolicy policy,
    Action<TagSet, TArgs, TValue> describe,
    CacheServices<TClock> services)
    where TArgs : notnull
    where TClock : struct, IKernelClock
{
    // What an entry takes beside its value: the entry, its tags' array, its places in dictionary and queue, its key.
    private const int EntryOverhead = 256;
    // JSON text of one byte a character becomes strings of two, with object headers about the same again as its punctuation.
    private const int InMemoryFactor = 2;

    /// <summary>An entry for a value that was just loaded, with its frame; the frame is null when the value cannot be kept.</summary>
    public (MemoryEntry<TArgs, TValue> Entry, byte[]? Frame) Encode(TArgs args, TValue value, string key, JournalStamp stamp)
    {
        try
        {
            var (entry, frame) = EncodeOrThrow(args, value, key, stamp);
            if (frame is null) services.Statistics.TooLarge.Increment();
            return (entry, frame);
        }
        catch (Exception)
        {
            // A serializer or a tag rule that cannot cope with this value is counted; the request has its answer already.
            services.Statistics.EncodingFaults.Increment();
            return (Unstamped(args, value), null);
        }
    }

    private (MemoryEntry<TArgs, TValue> Entry, byte[]? Frame) EncodeOrThrow(TArgs args, TValue value, string key, JournalStamp stamp)
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        serializer.Serialize(payload, value);
        var tags = new TagSet();
        describe(tags, args, value);
        var loadedAt = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var lifetime = (long)(value is null ? policy.AbsentLifetime : policy.Lifetime).TotalMilliseconds;
        var entry = NewEntry(args, value, stamp, tags.ToArray(), loadedAt, lifetime, payload.WrittenCount);
        var keep = payload.WrittenCount <= services.Options.MaxValueBytes && entry.Tags.Length <= EntryFrame.MaxTags;
        return (entry, keep ? Pack(entry, payload.WrittenSpan, loadedAt + lifetime).ToBytes(key) : null);
    }

    /// <summary>A value loaded while the node could not vouch for its view: to be handed out once, never kept.</summary>
    public MemoryEntry<TArgs, TValue> Unstamped(TArgs args, TValue value) =>
        NewEntry(args, value, JournalStamp.None, [], services.Time.GetUtcNow().ToUnixTimeMilliseconds(), 0, 0);

    /// <summary>The entry in a frame; null on every verdict but <see cref="FrameVerdict.Valid"/>.</summary>
    public FrameVerdict Decode(TArgs args, ReadOnlySpan<byte> bytes, string key, out MemoryEntry<TArgs, TValue>? entry)
    {
        entry = null;
        var now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var verdict = EntryFrame.Read(bytes, key, now, services.Options.MaxValueBytes, out var frame);
        if (verdict != FrameVerdict.Valid) return verdict;
        var stamp = new JournalStamp(frame.Epoch, frame.Horizon);
        var tags = frame.Tags.ToArray();
        // The header decides before any work goes into the payload.
        if (!services.Table.Admits(stamp, tags)) return FrameVerdict.Invalidated;
        if (!TryDeserialize(frame, out var value)) return FrameVerdict.Payload;
        entry = NewEntry(args, value, stamp, tags, frame.LoadedAt, frame.ExpiresAt - now, frame.UnpackedLength);
        return FrameVerdict.Valid;
    }

    private bool TryDeserialize(in EntryFrame frame, out TValue value)
    {
        value = default!;
        var payload = frame.Payload;
        if (frame.Packed)
        {
            if (PayloadPacking.TryUnpack(payload, frame.UnpackedLength) is not { } unpacked) return false;
            payload = unpacked;
        }
        try
        {
            value = serializer.Deserialize(payload);
            return true;
        }
        catch (Exception)
        {
            // Whatever a serializer makes of foreign bytes, it is the frame that is bad; the verdict is counted.
            return false;
        }
    }

    private EntryFrame Pack(MemoryEntry<TArgs, TValue> entry, ReadOnlySpan<byte> payload, long expiresAt)
    {
        var options = services.Options;
        var packed = options.Compress && payload.Length > options.CompressionThresholdBytes ? PayloadPacking.TryPack(payload) : null;
        return new()
        {
            Epoch = entry.Stamp.Epoch,
            Horizon = entry.Stamp.Horizon,
            LoadedAt = entry.LoadedAt,
            ExpiresAt = expiresAt,
            Packed = packed is not null,
            UnpackedLength = payload.Length,
            Tags = entry.Tags,
            Payload = packed ?? payload,
        };
    }

    private MemoryEntry<TArgs, TValue> NewEntry(TArgs args, TValue value, JournalStamp stamp, ulong[] tags, long loadedAt, long lifetime, int payload) => new()
    {
        Tier = tier,
        Key = args,
        Value = value,
        Stamp = stamp,
        Tags = tags,
        LoadedAt = loadedAt,
        FreshUntil = services.Clock.Now + lifetime,
        ExpiresAt = services.Clock.Now + lifetime,
        Size = EntryOverhead + (long)InMemoryFactor * payload + tags.Length * sizeof(ulong),
    };
}
