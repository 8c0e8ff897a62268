using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Resources;

/// <summary>Which live resources a list or a count is about. Conditions are joined by "and"; null and empty mean no condition.</summary>
public record ResourceFilter
{
    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }
    /// <summary>Only this namespace.</summary>
    public string? Namespace { get; init; }
    /// <summary>Only what carries all of these tags.</summary>
    public ValueList<string> Tags { get; init; } = [];
    /// <summary>Only this owner.</summary>
    public string? Owner { get; init; }
    /// <summary>Only this lifecycle.</summary>
    public Lifecycle? Lifecycle { get; init; }
    /// <summary>Only what carries all of these labels with these values.</summary>
    public ValueMap Labels { get; init; } = ValueMap.Empty;

    /// <summary>A text equal exactly for equal filters; every part is length-prefixed, so no value can imitate another filter.</summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        Append(text, 'k', Kind);
        Append(text, 'n', Namespace);
        foreach (var tag in Tags) Append(text, 't', tag);
        Append(text, 'o', Owner);
        Append(text, 'l', Lifecycle?.ToString());
        foreach (var (key, value) in Labels) { Append(text, 'a', key); Append(text, 'v', value); }
        return text.ToString();
    }

    internal static void Append(StringBuilder text, char field, string? value)
    {
        if (value is not null) text.Append(CultureInfo.InvariantCulture, $"{field}{value.Length}:{value}");
    }
}

/// <summary>The order of a list; ties are broken by id.</summary>
public enum ResourceSort
{
    /// <summary>By kind, namespace and name.</summary>
    Name,
    /// <summary>The most recently changed first.</summary>
    Updated,
    /// <summary>The most recently created first.</summary>
    Created,
}

/// <summary>One page of a list of live resources.</summary>
public sealed record ResourceQuery : ResourceFilter
{
    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 500;

    /// <summary>The order.</summary>
    public ResourceSort Sort { get; init; }
    /// <summary>Where to start, or null for the first page.</summary>
    public Cursor? Cursor { get; init; }
    /// <summary>How many items at most, 1..<see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>What a cursor of this query is bound to.</summary>
    [JsonIgnore]
    public string CursorScope => $"resources|{Sort}|{Canonical()}";
}

/// <summary>One page of a resource's versions, the newest first.</summary>
/// <param name="ResourceId">The resource.</param>
/// <param name="Cursor">Where to start, or null for the first page.</param>
/// <param name="Limit">How many items at most.</param>
public sealed record VersionQuery(Guid ResourceId, Cursor? Cursor, int Limit)
{
    /// <summary>What a cursor of this query is bound to.</summary>
    [JsonIgnore]
    public string CursorScope => $"versions|{ResourceId:N}";
}

/// <summary>How many live resources a filter admits.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByKind">Per kind, in ordinal order of the kind; kinds without any are left out.</param>
public sealed record ResourceCounts(long Total, ValueList<ValueCount> ByKind);

/// <summary>How often a value occurs.</summary>
public sealed record ValueCount(string Value, long Count);
