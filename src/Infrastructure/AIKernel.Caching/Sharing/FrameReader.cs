namespace AIKernel.Caching.Sharing;

/// <summary>Gives a serializer the payload of a frame: decrypted and unpacked, in memory of the shared pool.</summary>
internal static class FrameReader
{
    /// <summary>The value in a frame that was read as valid; default on every verdict but <see cref="FrameVerdict.Valid"/>.</summary>
    public static FrameVerdict TryRead<TValue>(in EntryFrame frame, EncryptionKeyRing? keys, ICacheSerializer<TValue> serializer, out TValue value)
    {
        value = default!;
        if (!frame.Encrypted) return TryUnpack(frame, frame.Payload, serializer, out value);
        if (keys is null) return FrameVerdict.UnknownKey;
        using var plaintext = new RentedBytes(frame.Payload.Length - EncryptionKeyRing.Overhead);
        var verdict = keys.Decrypt(frame.Head, frame.Payload, plaintext.Span);
        return verdict == FrameVerdict.Valid ? TryUnpack(frame, plaintext.Span, serializer, out value) : verdict;
    }

    private static FrameVerdict TryUnpack<TValue>(in EntryFrame frame, ReadOnlySpan<byte> payload, ICacheSerializer<TValue> serializer, out TValue value)
    {
        value = default!;
        if (frame.Packing == PayloadCompression.None)
            return payload.Length == frame.UnpackedLength ? TryDeserialize(payload, serializer, out value) : FrameVerdict.Payload;
        using var unpacked = new RentedBytes(frame.UnpackedLength);
        return PayloadPacking.TryUnpack(frame.Packing, payload, unpacked.Span) ? TryDeserialize(unpacked.Span, serializer, out value) : FrameVerdict.Payload;
    }

    private static FrameVerdict TryDeserialize<TValue>(ReadOnlySpan<byte> payload, ICacheSerializer<TValue> serializer, out TValue value)
    {
        try
        {
            value = serializer.Deserialize(payload);
            return FrameVerdict.Valid;
        }
        catch (Exception)
        {
            // Whatever a serializer makes of foreign bytes, it is the frame that is bad; the verdict is counted.
            value = default!;
            return FrameVerdict.Payload;
        }
    }
}
