using System.Buffers;
using System.Text;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Values;

/// <summary>Content as JSON, byte for byte the same for equal content. Its canonical form is what is hashed.</summary>
internal static class ContentJson
{
    /// <summary>The members in ordinal order, all of them.</summary>
    public static void WriteCanonical(IBufferWriter<byte> output, ResourceContent content)
    {
        Text(output, "{\"description\":"u8, content.Description);
        Text(output, ",\"kind\":"u8, content.Kind);
        Labels(output, content.Labels);
        Text(output, ",\"lifecycle\":"u8, NameOf(content.Lifecycle));
        Links(output, content.Links);
        Text(output, ",\"name\":"u8, content.Name);
        Text(output, ",\"namespace\":"u8, content.Namespace);
        Owner(output, content.Owner);
        Raw(output, ",\"spec\":"u8, content.Spec);
        Tags(output, content.Tags);
        Text(output, ",\"title\":"u8, content.Title);
        output.Write("}"u8);
    }

    /// <summary>The members in the order of the documentation, as the inside of an object: without its braces.</summary>
    public static void WriteMembers(IBufferWriter<byte> output, ResourceContent content)
    {
        Text(output, "\"kind\":"u8, content.Kind);
        Text(output, ",\"namespace\":"u8, content.Namespace);
        Text(output, ",\"name\":"u8, content.Name);
        Text(output, ",\"title\":"u8, content.Title);
        Text(output, ",\"description\":"u8, content.Description);
        Owner(output, content.Owner);
        Text(output, ",\"lifecycle\":"u8, NameOf(content.Lifecycle));
        Tags(output, content.Tags);
        Labels(output, content.Labels);
        Links(output, content.Links);
        Raw(output, ",\"spec\":"u8, content.Spec);
    }

    /// <summary>The JSON name of a lifecycle.</summary>
    public static string NameOf(Lifecycle lifecycle) => lifecycle switch
    {
        Lifecycle.Draft => "draft",
        Lifecycle.Active => "active",
        Lifecycle.Deprecated => "deprecated",
        Lifecycle.Retired => "retired",
        _ => throw new ArgumentOutOfRangeException(nameof(lifecycle), lifecycle, "Not a lifecycle."),
    };

    private static void Text(IBufferWriter<byte> output, ReadOnlySpan<byte> before, string text)
    {
        output.Write(before);
        JsonText.Write(output, text);
    }

    private static void Raw(IBufferWriter<byte> output, ReadOnlySpan<byte> before, CanonicalJson json)
    {
        output.Write(before);
        Encoding.UTF8.GetBytes(json.Text, output);
    }

    private static void Owner(IBufferWriter<byte> output, string? owner)
    {
        if (owner is null) output.Write(",\"owner\":null"u8);
        else Text(output, ",\"owner\":"u8, owner);
    }

    private static void Tags(IBufferWriter<byte> output, ValueList<string> tags)
    {
        output.Write(",\"tags\":["u8);
        for (var index = 0; index < tags.Count; index++) Text(output, index == 0 ? [] : ","u8, tags[index]);
        output.Write("]"u8);
    }

    private static void Labels(IBufferWriter<byte> output, ValueMap labels)
    {
        output.Write(",\"labels\":{"u8);
        var first = true;
        foreach (var (key, value) in labels)
        {
            Text(output, first ? [] : ","u8, key);
            Text(output, ":"u8, value);
            first = false;
        }
        output.Write("}"u8);
    }

    private static void Links(IBufferWriter<byte> output, ValueList<Link> links)
    {
        output.Write(",\"links\":["u8);
        for (var index = 0; index < links.Count; index++)
        {
            Text(output, index == 0 ? "{\"title\":"u8 : ",{\"title\":"u8, links[index].Title);
            Text(output, ",\"url\":"u8, links[index].Url);
            output.Write("}"u8);
        }
        output.Write("]"u8);
    }
}
