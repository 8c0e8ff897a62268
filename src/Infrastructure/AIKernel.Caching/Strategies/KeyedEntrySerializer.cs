using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AIKernel.Caching.Strategies;

/// <summary>
/// An entry as bytes, little-endian: a byte of flags (1 there is an entry, 2 a value, 4 sensitive), sequence and end (i64
/// each, the end in ticks of UTC), length of the policy's name (u16), the name, and the value to the end.
/// </summary>
internal sealed class KeyedEntrySerializer : ICacheSerializer<KeyedEntry?>
{
    private const byte HasEntry = 1, HasValue = 2, IsSensitive = 4;
    private const int Head = 1 + 8 + 8 + 2;

    /// <inheritdoc/>
    public string Fingerprint => "keyed1";

    /// <inheritdoc/>
    public void Serialize(IBufferWriter<byte> output, KeyedEntry? value)
    {
        if (value is null)
        {
            output.Write([(byte)0]);
            return;
        }
        var policy = Encoding.UTF8.GetBytes(value.Policy ?? "");
        var head = output.GetSpan(Head);
        head[0] = (byte)(HasEntry | (value.Value is null ? 0 : HasValue) | (value.Sensitive ? IsSensitive : 0));
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], value.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[9..], value.ExpiresAt.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(head[17..], checked((ushort)policy.Length));
        output.Advance(Head);
        output.Write(policy);
        if (value.Value is { } kept) output.Write(kept.Utf8.Span);
    }

    /// <inheritdoc/>
    public KeyedEntry? Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] == 0) return null;
        var flags = bytes[0];
        if ((flags & HasEntry) == 0) throw new InvalidDataException("Not an entry.");
        var policy = Encoding.UTF8.GetString(bytes.Slice(Head, BinaryPrimitives.ReadUInt16LittleEndian(bytes[17..])));
        var value = bytes[(Head + BinaryPrimitives.ReadUInt16LittleEndian(bytes[17..]))..];
        if ((flags & HasValue) == 0 && value.Length > 0) throw new InvalidDataException("Bytes behind the end.");
        return new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            (flags & HasValue) == 0 ? null : new KeyedValue(value.ToArray()),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]), TimeSpan.Zero),
            policy.Length == 0 ? null : policy,
            (flags & IsSensitive) != 0);
    }
}
