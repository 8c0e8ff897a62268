using System.Runtime.InteropServices;
using System.Text.Json;

namespace AIKernel.Catalog.Api.Http;

/// <summary>Looks at JSON whose strings and names may hold unpaired surrogates, on which the framework throws.</summary>
internal static class SafeJson
{
    /// <summary>The text of a string; null for anything else, and for a string that is not Unicode.</summary>
    public static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The names of an object's members as they are written, escapes and all.</summary>
    public static IEnumerable<string> RawNames(JsonElement element) =>
        element.EnumerateObject().Select(static member => System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member)));

    /// <summary>The member whose name is written so, or null.</summary>
    public static JsonElement? Find(JsonElement element, string rawName)
    {
        foreach (var member in element.EnumerateObject())
            if (JsonMarshal.GetRawUtf8PropertyName(member).SequenceEqual(System.Text.Encoding.UTF8.GetBytes(rawName))) return member.Value;
        return null;
    }
}
