using System.Buffers;
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

    /// <summary>An entry for a value that was just loaded, with its frame where the value can be kept.</summary>
    public EncodedEntry<TArgs, TValue> Encode(TArgs args, TValue value, string key, JournalStamp stamp)
    {
        try
        {
            var encoded = EncodeOrThrow(args, value, key, stamp);
            if (!encoded.CanBeKept) services.Statistics.TooLarge.Increment();
            return encoded;
        }
        catch (Exception)
        {
            // A serializer or a tag rule that cannot cope with this value is counted; the request has its answer already.
            services.Statistics.EncodingFaults.Increment();
            return new(Unstamped(args, value), default);
        }
    }

    private EncodedEntry<TArgs, TValue> EncodeOrThrow(TArgs args, TValue value, string key, JournalStamp stamp)
    {
        var payload = new ArrayBufferWriter<byte>(1024);
        parts.Serializer.Serialize(payload, value);
        var tags = new TagSet();
        parts.Tags(tags, args, value);
        var lifetime = _lifetimes.Of(args, value);
        var entry = NewEntry(args, value, stamp, tags.ToArray(), services.Time.GetUtcNow().ToUnixTimeMilliseconds(), lifetime, payload.WrittenCount, key);
        var keep = payload.WrittenCount <= services.Options.MaxValueBytes && entry.Tags.Length <= EntryFrame.MaxTags;
        return new(entry, keep ? Pack(entry, payload.WrittenSpan, lifetime).ToBytes(key) : default(ReadOnlyMemory<byte>));
    }

    /// <summary>A value loaded while the node could not vouch for its view: to be handed out once, never kept.</summary>
    public MemoryEntry<TArgs, TValue> Unstamped(TArgs args, TValue value) =>
        NewEntry(args, value, JournalStamp.None, [], services.Time.GetUtcNow().ToUnixTimeMilliseconds(), default, 0, "");

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
        entry = NewEntry(args, value, stamp, tags, frame.LoadedAt, new(frame.FreshUntil - now, frame.ExpiresAt - now), frame.UnpackedLength, key);
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
            value = parts.Serializer.Deserialize(payload);
            return true;
        }
        catch (Exception)
        {
            // Whatever a serializer makes of foreign bytes, it is the frame that is bad; the verdict is counted.
            return false;
        }
    }

    private EntryFrame Pack(MemoryEntry<TArgs, TValue> entry, ReadOnlySpan<byte> payload, Lifetime lifetime)
    {
        var options = services.Options;
        var packed = options.Compress && payload.Length > options.CompressionThresholdBytes ? PayloadPacking.TryPack(payload) : null;
        return new()
        {
            Epoch = entry.Stamp.Epoch,
            Horizon = entry.Stamp.Horizon,
            LoadedAt = entry.LoadedAt,
            FreshUntil = entry.LoadedAt + lifetime.Fresh,
            ExpiresAt = entry.LoadedAt + lifetime.Whole,
            Packed = packed is not null,
            UnpackedLength = payload.Length,
            Tags = entry.Tags,
            Payload = packed ?? payload,
        };
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
        Size = MemoryEntry<TArgs, TValue>.Overhead(tags.Length, key.Length) + (parts.Weigh?.Invoke(value) ?? (long)InMemoryFactor * payload),
    };
}
