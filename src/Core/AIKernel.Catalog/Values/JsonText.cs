using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AIKernel.Catalog.Values;

/// <summary>
/// Strings of JSON as the catalog keeps them: in Unicode form C, and written with as few escapes as JSON allows
/// (RFC 8785, section 3.2.2.2), which no framework's table of "safe" characters can change.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    /// <summary>The string in form C, or null when it is not Unicode: an unpaired surrogate, or bytes that are not UTF-8.</summary>
    public static string? Read(JsonElement text) =>
        IsUnicode(JsonMarshal.GetRawUtf8Value(text)) ? NormalForm.Compose(text.GetString()!) : null;

    /// <summary>The member's name in form C, or null when it is not Unicode.</summary>
    public static string? ReadName(JsonProperty member) =>
        IsUnicode(JsonMarshal.GetRawUtf8PropertyName(member)) ? NormalForm.Compose(member.Name) : null;

    /// <summary>An object's member, or null; unlike the framework's look-up it survives names that are not Unicode.</summary>
    public static JsonElement? Find(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
            if (ReadName(member) == name) return member.Value;
        return null;
    }

    /// <summary>How many bytes the string takes in the document, quotes and escapes included.</summary>
    public static int RawLength(JsonElement text) => JsonMarshal.GetRawUtf8Value(text).Length;

    /// <summary>Writes a JSON string.</summary>
    public static void Write(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Escaped) is var next and >= 0)
        {
            Encoding.UTF8.GetBytes(rest[..next], output);
            WriteEscape(output, rest[next]);
            rest = rest[(next + 1)..];
        }
        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    private static void WriteEscape(IBufferWriter<byte> output, char character)
    {
        switch (character)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\b': output.Write("\\b"u8); break;
            case '\t': output.Write("\\t"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\f': output.Write("\\f"u8); break;
            case '\r': output.Write("\\r"u8); break;
            default:
                output.Write(character < 0x10 ? "\\u000"u8 : "\\u001"u8);
                output.Write([(byte)"0123456789abcdef"[character & 0xF]]);
                break;
        }
    }

    /// <summary>
    /// Whether the text of a JSON string, escapes and all, stands for Unicode. In UTF-8 a surrogate can only come
    /// from an escape, and a pair only from two in a row.
    /// </summary>
    private static bool IsUnicode(ReadOnlySpan<byte> raw)
    {
        if (!Utf8.IsValid(raw)) return false;
        while (raw.IndexOf((byte)'\\') is var next and >= 0)
        {
            raw = raw[next..];
            if (raw[1] != 'u') { raw = raw[2..]; continue; }
            var unit = Unit(raw);
            raw = raw[6..];
            if (char.IsLowSurrogate(unit)) return false;
            if (!char.IsHighSurrogate(unit)) continue;
            if (raw is not [(byte)'\\', (byte)'u', _, _, _, _, ..] || !char.IsLowSurrogate(Unit(raw))) return false;
            raw = raw[6..];
        }
        return true;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        Span<byte> bytes = stackalloc byte[2];
        Convert.FromHexString(escape[2..6], bytes, out _, out _);
        return (char)(bytes[0] << 8 | bytes[1]);
    }
}
