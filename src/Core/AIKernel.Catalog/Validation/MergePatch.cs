using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>
/// JSON merge patch (RFC 7396). It copies what it does not merge byte for byte, so whatever is wrong with the patch
/// is still there, and is told, when the result is read.
/// </summary>
internal static class MergePatch
{
    /// <summary>What the target becomes.</summary>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Merge(output, target, patch);
        return Parse(output.WrittenSpan);
    }

    /// <summary>JSON that was made here: deeper than any request may be, never wrong.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(json, new() { MaxDepth = 1000 });

    private static void Merge(ArrayBufferWriter<byte> output, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            output.Write(JsonMarshal.GetRawUtf8Value(patch));
            return;
        }
        var patched = patch.EnumerateObject().Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var existing = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var separator = "{"u8;
        if (target is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                existing[KeyOf(member)] = member.Value;
                if (patched.Contains(KeyOf(member))) continue;
                WriteName(output, separator, member);
                output.Write(JsonMarshal.GetRawUtf8Value(member.Value));
                separator = ","u8;
            }
        }
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            WriteName(output, separator, member);
            Merge(output, existing.TryGetValue(KeyOf(member), out var old) ? old : null, member.Value);
            separator = ","u8;
        }
        output.Write(separator[0] == '{' ? "{}"u8 : "}"u8);
    }

    /// <summary>Keys are compared as they will be kept, in form C.</summary>
    private static string KeyOf(JsonProperty member) =>
        JsonText.ReadName(member) ?? Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));

    private static void WriteName(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> separator, JsonProperty member)
    {
        output.Write(separator);
        output.Write("\""u8);
        output.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        output.Write("\":"u8);
    }
}
