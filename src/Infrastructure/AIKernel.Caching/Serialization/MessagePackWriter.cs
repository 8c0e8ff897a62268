using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Serialization;

/// <summary>
/// JSON text as MessagePack, each value in its shortest form. A number that is neither an integer of 64 bits nor the
/// shortest text of a float is kept as it was written, in an extension of type <see cref="NumberExtension"/>.
/// </summary>
internal static class MessagePackWriter
{
    /// <summary>The extension whose content is the text of a JSON number.</summary>
    public const byte NumberExtension = 0;

    /// <summary>Appends one JSON value.</summary>
    /// <exception cref="JsonException">The text is not JSON, or deeper than this.</exception>
    public static void Write(ReadOnlySpan<byte> json, PooledBufferWriter output, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        WriteValue(ref reader, output);
    }

    private static void WriteValue(ref Utf8JsonReader reader, PooledBufferWriter output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: WriteMap(ref reader, output); break;
            case JsonTokenType.StartArray: WriteArray(ref reader, output); break;
            case JsonTokenType.String: WriteString(ref reader, output); break;
            case JsonTokenType.Number: WriteNumber(reader.ValueSpan, output); break;
            case JsonTokenType.True: output.Write(0xC3); break;
            case JsonTokenType.False: output.Write(0xC2); break;
            default: output.Write(0xC0); break;
        }
    }

    private static void WriteMap(ref Utf8JsonReader reader, PooledBufferWriter output)
    {
        var (start, count) = (output.Length, 0);
        output.Write(0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndObject; count++)
        {
            WriteString(ref reader, output);
            reader.Read();
            WriteValue(ref reader, output);
        }
        WriteCount(output, start, count, fix: 0x80, wide: 0xDE);
    }

    private static void WriteArray(ref Utf8JsonReader reader, PooledBufferWriter output)
    {
        var (start, count) = (output.Length, 0);
        output.Write(0);
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) WriteValue(ref reader, output);
        WriteCount(output, start, count, fix: 0x90, wide: 0xDC);
    }

    /// <summary>JSON does not say how much is to come: the count is put in afterwards, and what is there makes room for it.</summary>
    private static void WriteCount(PooledBufferWriter output, int start, int count, byte fix, byte wide)
    {
        if (count <= 15)
        {
            output.Written[start] = (byte)(fix | count);
            return;
        }
        var (end, size) = (output.Length, count <= ushort.MaxValue ? sizeof(ushort) : sizeof(uint));
        output.Append(size);
        var written = output.Written;
        written[(start + 1)..end].CopyTo(written[(start + 1 + size)..]);
        written[start] = (byte)(size == sizeof(ushort) ? wide : wide + 1);
        if (size == sizeof(ushort)) BinaryPrimitives.WriteUInt16BigEndian(written[(start + 1)..], (ushort)count);
        else BinaryPrimitives.WriteInt32BigEndian(written[(start + 1)..], count);
    }

    private static void WriteString(ref Utf8JsonReader reader, PooledBufferWriter output)
    {
        if (!reader.ValueIsEscaped)
        {
            WriteText(reader.ValueSpan, output);
            return;
        }
        using var text = new RentedBytes(reader.ValueSpan.Length);
        WriteText(text.Span[..reader.CopyString(text.Span)], output);
    }

    private static void WriteText(ReadOnlySpan<byte> text, PooledBufferWriter output)
    {
        if (text.Length < 32) output.Write((byte)(0xA0 | text.Length));
        else WriteSized(output, 0xD9, (uint)text.Length);
        output.Write(text);
    }

    private static void WriteNumber(ReadOnlySpan<byte> text, PooledBufferWriter output)
    {
        if (Utf8Parser.TryParse(text, out long integer, out var read) && read == text.Length && !text.SequenceEqual("-0"u8)) WriteInteger(integer, output);
        else if (Utf8Parser.TryParse(text, out ulong large, out read) && read == text.Length && text[0] != '-') WriteSized(output, 0xCC, large);
        else if (!TryWriteFloat(text, output)) WriteExtension(text, output);
    }

    private static void WriteInteger(long value, PooledBufferWriter output)
    {
        if (value is >= -32 and <= 127) output.Write((byte)value);
        else if (value > 0) WriteSized(output, 0xCC, (ulong)value);
        else if (value >= sbyte.MinValue) WriteBits(output, 0xD0, (ulong)value, sizeof(sbyte));
        else if (value >= short.MinValue) WriteBits(output, 0xD1, (ulong)value, sizeof(short));
        else if (value >= int.MinValue) WriteBits(output, 0xD2, (ulong)value, sizeof(int));
        else WriteBits(output, 0xD3, (ulong)value, sizeof(long));
    }

    /// <summary>Only a float whose shortest text is this one comes back as it was.</summary>
    private static bool TryWriteFloat(ReadOnlySpan<byte> text, PooledBufferWriter output)
    {
        if (!Utf8Parser.TryParse(text, out double value, out var read) || read != text.Length || !double.IsFinite(value)) return false;
        Span<byte> shortest = stackalloc byte[32];
        if (!value.TryFormat(shortest, out var length, default, CultureInfo.InvariantCulture) || !shortest[..length].SequenceEqual(text)) return false;
        var single = (float)value;
        if (single == value && single.TryFormat(shortest, out length, default, CultureInfo.InvariantCulture) && shortest[..length].SequenceEqual(text))
            WriteBits(output, 0xCA, BitConverter.SingleToUInt32Bits(single), sizeof(float));
        else
            WriteBits(output, 0xCB, BitConverter.DoubleToUInt64Bits(value), sizeof(double));
        return true;
    }

    private static void WriteExtension(ReadOnlySpan<byte> text, PooledBufferWriter output)
    {
        if (text.Length is 1 or 2 or 4 or 8 or 16) output.Write((byte)(0xD4 + int.Log2(text.Length)));
        else WriteSized(output, 0xC7, (uint)text.Length);
        output.Write(NumberExtension);
        output.Write(text);
    }

    /// <summary>A code and a number in the fewest bytes: 1, 2, 4 or 8, each with the next code.</summary>
    private static void WriteSized(PooledBufferWriter output, byte first, ulong value)
    {
        var step = value <= byte.MaxValue ? 0 : value <= ushort.MaxValue ? 1 : value <= uint.MaxValue ? 2 : 3;
        WriteBits(output, (byte)(first + step), value, 1 << step);
    }

    private static void WriteBits(PooledBufferWriter output, byte code, ulong bits, int size)
    {
        output.Write(code);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, bits);
        output.Write(bytes[^size..]);
    }
}
