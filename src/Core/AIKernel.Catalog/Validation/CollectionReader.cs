using System.Collections.Frozen;
using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Validation;

/// <summary>Reads a resource's tags, labels and links. Of a collection that is too large nothing but its size is looked at.</summary>
internal static class CollectionReader
{
    /// <summary>Tags are a set, so equal ones may repeat; beyond this nobody means it.</summary>
    private const int MaxRepeatedTags = 1000;

    private static readonly FrozenSet<string> LinkMembers = FrozenSet.Create(StringComparer.Ordinal, "title", "url");

    /// <summary>The tags in the order of the request, so that rules can tell which is wrong.</summary>
    public static IReadOnlyList<string?> Tags(JsonElement? element, FaultList faults)
    {
        if (!ElementReader.Has(element, JsonValueKind.Array, "/tags", faults)) return [];
        var array = element!.Value;
        if (array.GetArrayLength() > MaxRepeatedTags) return TooMany("/tags", ResourceLimits.Tags, "tags", faults);
        var tags = new List<string?>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            if (faults.IsFull) return [];
            tags.Add(ElementReader.Text(item, Pointers.Item("/tags", tags.Count), ResourceLimits.Tag, faults));
        }
        return tags.Distinct(StringComparer.Ordinal).Count() > ResourceLimits.Tags ? TooMany("/tags", ResourceLimits.Tags, "tags", faults) : tags;

        static string?[] TooMany(string at, int limit, string what, FaultList faults)
        {
            Refuse(at, limit, what, faults);
            return [];
        }
    }

    /// <summary>The labels in the order of the request.</summary>
    public static IReadOnlyList<DraftLabel> Labels(JsonElement? element, FaultList faults)
    {
        if (!ElementReader.Has(element, JsonValueKind.Object, "/labels", faults)) return [];
        if (element!.Value.GetPropertyCount() > ResourceLimits.Labels)
        {
            Refuse("/labels", ResourceLimits.Labels, "labels", faults);
            return [];
        }
        var labels = new List<DraftLabel>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.Value.EnumerateObject())
        {
            var key = JsonText.ReadName(member);
            var at = Pointers.Member("/labels", key);
            if (key is null) faults.Add(at, FaultCodes.ControlCharacter, "The key holds an unpaired surrogate.");
            else if (!keys.Add(key)) faults.Add(at, FaultCodes.Duplicate, "The key occurs twice.");
            labels.Add(new(key, ElementReader.Text(member.Value, at, ResourceLimits.LabelValue, faults)));
        }
        return labels;
    }

    /// <summary>The links in the order of the request. One without a title may be written as its address alone.</summary>
    public static IReadOnlyList<DraftLink> Links(JsonElement? element, FaultList faults)
    {
        if (!ElementReader.Has(element, JsonValueKind.Array, "/links", faults)) return [];
        if (element!.Value.GetArrayLength() > ResourceLimits.Links)
        {
            Refuse("/links", ResourceLimits.Links, "links", faults);
            return [];
        }
        var links = new List<DraftLink>();
        foreach (var item in element.Value.EnumerateArray())
        {
            var at = Pointers.Item("/links", links.Count);
            links.Add(item.ValueKind == JsonValueKind.String ? new(null, ElementReader.Text(item, at, ResourceLimits.UrlBytes, faults), IsBare: true) : Link(item, at, faults));
        }
        return links;
    }

    private static DraftLink Link(JsonElement item, string at, FaultList faults) =>
        Members.Of(item, LinkMembers, FrozenSet<string>.Empty, at, faults) is not { } members ? new(null, null) : new(
            ElementReader.OptionalText(members["title"], at + "/title", ResourceLimits.Title, faults)?.Trim(),
            ElementReader.RequiredText(members["url"], at + "/url", ResourceLimits.UrlBytes, faults));

    private static void Refuse(string at, int limit, string what, FaultList faults) =>
        faults.Add(at, FaultCodes.TooMany, $"At most {limit} {what}.");
}
