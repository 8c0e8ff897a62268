using System.Buffers;
using System.Globalization;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Serialization;

/// <summary>
/// MessagePack as JSON text, strings escaped as in RFC 8785, so that canonical text stays canonical. Reads what
/// <see cref="MessagePackWriter"/> writes; binary, timestamps and foreign extensions have no place in JSON.
/// </summary>
internal static class MessagePackReader
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static code => (byte)code), (byte)'"', (byte)'\\']);
    private static readonly SearchValues<byte> InNumbers = SearchValues.Create("0123456789+-.eE"u8);

    /// <summary>Appends the one value in the bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are anything but one value, or one that is deeper than this.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, PooledBufferWriter json, int maxDepth)
    {
        ReadValue(ref bytes, json, maxDepth);
        if (!bytes.IsEmpty) throw new InvalidDataException("Something follows the value.");
    }

    private static void ReadValue(ref ReadOnlySpan<byte> rest, PooledBufferWriter json, int depth)
    {
        var code = Take(ref rest, 1)[0];
        switch (code)
        {
            case <= 0x7F or >= 0xE0: WriteInteger(json, (sbyte)code); break;
            case <= 0x8F: ReadMap(ref rest, json, code & 0x0F, depth); break;
            case <= 0x9F: ReadArray(ref rest, json, code & 0x0F, depth); break;
            case <= 0xBF: WriteText(json, Take(ref rest, code & 0x1F)); break;
            case 0xC0: json.Write("null"u8); break;
            case 0xC2: json.Write("false"u8); break;
            case 0xC3: json.Write("true"u8); break;
            case 0xC7 or 0xC8 or 0xC9: ReadExtension(ref rest, json, ReadLength(ref rest, 1 << (code - 0xC7))); break;
            case 0xCA: WriteFloat(json, BitConverter.UInt32BitsToSingle((uint)ReadBits(ref rest, sizeof(float)))); break;
            case 0xCB: WriteFloat(json, BitConverter.UInt64BitsToDouble(ReadBits(ref rest, sizeof(double)))); break;
            case 0xCC or 0xCD or 0xCE or 0xCF: WriteInteger(json, ReadBits(ref rest, 1 << (code - 0xCC))); break;
            case 0xD0: WriteInteger(json, (sbyte)ReadBits(ref rest, sizeof(sbyte))); break;
            case 0xD1: WriteInteger(json, (short)ReadBits(ref rest, sizeof(short))); break;
            case 0xD2: WriteInteger(json, (int)ReadBits(ref rest, sizeof(int))); break;
            case 0xD3: WriteInteger(json, (long)ReadBits(ref rest, sizeof(long))); break;
            case >= 0xD4 and <= 0xD8: ReadExtension(ref rest, json, 1 << (code - 0xD4)); break;
            case 0xD9 or 0xDA or 0xDB: WriteText(json, Take(ref rest, ReadLength(ref rest, 1 << (code - 0xD9)))); break;
            case 0xDC or 0xDD: ReadArray(ref rest, json, ReadLength(ref rest, 2 << (code - 0xDC)), depth); break;
            case 0xDE or 0xDF: ReadMap(ref rest, json, ReadLength(ref rest, 2 << (code - 0xDE)), depth); break;
            default: throw new InvalidDataException("A value of no kind that JSON has.");
        }
    }

    private static void ReadMap(ref ReadOnlySpan<byte> rest, PooledBufferWriter json, int count, int depth)
    {
        if (depth == 0) throw new InvalidDataException("Too deep.");
        json.Write((byte)'{');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Write((byte)',');
            ReadKey(ref rest, json);
            json.Write((byte)':');
            ReadValue(ref rest, json, depth - 1);
        }
        json.Write((byte)'}');
    }

    private static void ReadKey(ref ReadOnlySpan<byte> rest, PooledBufferWriter json)
    {
        var code = Take(ref rest, 1)[0];
        var length = code switch
        {
            >= 0xA0 and <= 0xBF => code & 0x1F,
            0xD9 or 0xDA or 0xDB => ReadLength(ref rest, 1 << (code - 0xD9)),
            _ => throw new InvalidDataException("A key that is not a string."),
        };
        WriteText(json, Take(ref rest, length));
    }

    private static void ReadArray(ref ReadOnlySpan<byte> rest, PooledBufferWriter json, int count, int depth)
    {
        if (depth == 0) throw new InvalidDataException("Too deep.");
        json.Write((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Write((byte)',');
            ReadValue(ref rest, json, depth - 1);
        }
        json.Write((byte)']');
    }

    private static void ReadExtension(ref ReadOnlySpan<byte> rest, PooledBufferWriter json, int length)
    {
        var type = Take(ref rest, 1)[0];
        var text = Take(ref rest, length);
        if (type != MessagePackWriter.NumberExtension || text.ContainsAnyExcept(InNumbers)) throw new InvalidDataException("An extension of another kind.");
        json.Write(text);
    }

    private static void WriteText(PooledBufferWriter json, ReadOnlySpan<byte> text)
    {
        json.Write((byte)'"');
        while (text.IndexOfAny(Escaped) is var next and >= 0)
        {
            json.Write(text[..next]);
            WriteEscape(json, text[next]);
            text = text[(next + 1)..];
        }
        json.Write(text);
        json.Write((byte)'"');
    }

    private static void WriteEscape(PooledBufferWriter json, byte character)
    {
        switch (character)
        {
            case (byte)'"': json.Write("\\\""u8); break;
            case (byte)'\\': json.Write("\\\\"u8); break;
            case (byte)'\b': json.Write("\\b"u8); break;
            case (byte)'\t': json.Write("\\t"u8); break;
            case (byte)'\n': json.Write("\\n"u8); break;
            case (byte)'\f': json.Write("\\f"u8); break;
            case (byte)'\r': json.Write("\\r"u8); break;
            default:
                json.Write(character < 0x10 ? "\\u000"u8 : "\\u001"u8);
                json.Write("0123456789abcdef"u8[character & 0x0F]);
                break;
        }
    }

    private static void WriteInteger<T>(PooledBufferWriter json, T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[24];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.Write(text[..length]);
    }

    private static void WriteFloat<T>(PooledBufferWriter json, T value)
        where T : IUtf8SpanFormattable, System.Numerics.IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value)) throw new InvalidDataException("Not a number of JSON.");
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.Write(text[..length]);
    }

    /// <summary>A length or count; every element takes a byte at least, so that what is not there is refused at once.</summary>
    private static int ReadLength(ref ReadOnlySpan<byte> rest, int size) =>
        ReadBits(ref rest, size) is var length && length <= (ulong)rest.Length ? (int)length : throw new InvalidDataException("More is claimed than there is.");

    private static ulong ReadBits(ref ReadOnlySpan<byte> rest, int size)
    {
        var bits = 0UL;
        foreach (var one in Take(ref rest, size)) bits = (bits << 8) | one;
        return bits;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (count > rest.Length) throw new InvalidDataException("The value ends too soon.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
