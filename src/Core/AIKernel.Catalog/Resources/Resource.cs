using System.Text.Json.Serialization;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Resources;

/// <summary>A link from a resource to something outside the catalog.</summary>
/// <param name="Title">What is behind it; may be empty.</param>
/// <param name="Url">An absolute http or https address.</param>
public sealed record Link(string Title, string Url);

/// <summary>
/// What a resource says: the fields that are versioned and hashed. A writer hands this in; every version is a
/// snapshot of it.
/// </summary>
public record ResourceContent
{
    /// <summary>One of the configured kinds, such as <c>model</c>. Never changes.</summary>
    public required string Kind { get; init; }
    /// <summary>Groups names; lower case.</summary>
    public required string Namespace { get; init; }
    /// <summary>Unique in kind and namespace without regard to case; case is kept.</summary>
    public required string Name { get; init; }
    /// <summary>A line for people; the name where the writer gave none.</summary>
    public required string Title { get; init; }
    /// <summary>Free text; may be empty.</summary>
    public string Description { get; init; } = "";
    /// <summary>Who answers for it, or null.</summary>
    public string? Owner { get; init; }
    /// <summary>Where it stands in its life.</summary>
    public Lifecycle Lifecycle { get; init; } = Lifecycle.Active;
    /// <summary>A set, in ordinal order.</summary>
    public ValueList<string> Tags { get; init; } = [];
    /// <summary>Key and value pairs, in ordinal key order.</summary>
    public ValueMap Labels { get; init; } = ValueMap.Empty;
    /// <summary>Links in the writer's order.</summary>
    public ValueList<Link> Links { get; init; } = [];
    /// <summary>What only this kind knows, as a canonical JSON object.</summary>
    public CanonicalJson Spec { get; init; } = CanonicalJson.Empty;

    /// <summary>The reference by which others name it.</summary>
    [JsonIgnore]
    public ResourceReference Reference => new(Kind, Namespace, Name);
}

/// <summary>A resource as the catalog holds it. Soft-deleted ones are told by <see cref="DeletedAt"/>.</summary>
public sealed record Resource : ResourceContent
{
    /// <summary>A version 7 UUID.</summary>
    [JsonPropertyOrder(-2)]
    public required Guid Id { get; init; }
    /// <summary>The text form of the reference.</summary>
    [JsonPropertyOrder(-1)]
    public string Ref => Reference.ToString();
    /// <summary>The number of the newest version, from 1.</summary>
    public required int Version { get; init; }
    /// <summary>Rises by one with every change of any kind, deletes and restores included.</summary>
    public required long Revision { get; init; }
    /// <summary>Lower-case hexadecimal SHA-256 of the content's canonical JSON.</summary>
    public required string ContentHash { get; init; }
    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
    /// <summary>When it was soft-deleted (UTC), or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>A resource in lists and search results: everything but links and spec.</summary>
public sealed record ResourceSummary
{
    /// <summary>The resource's id.</summary>
    public required Guid Id { get; init; }
    /// <summary>The reference by which others name it.</summary>
    public required ResourceReference Ref { get; init; }
    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>A line for people.</summary>
    public required string Title { get; init; }
    /// <summary>Free text; may be empty.</summary>
    public required string Description { get; init; }
    /// <summary>Who answers for it, or null.</summary>
    public string? Owner { get; init; }
    /// <summary>Where it stands in its life.</summary>
    public required Lifecycle Lifecycle { get; init; }
    /// <summary>A set, in ordinal order.</summary>
    public required ValueList<string> Tags { get; init; }
    /// <summary>Key and value pairs.</summary>
    public required ValueMap Labels { get; init; }
    /// <summary>The number of the newest version.</summary>
    public required int Version { get; init; }
    /// <summary>The current revision.</summary>
    public required long Revision { get; init; }
    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An immutable snapshot of a resource's content.</summary>
public sealed record ResourceVersion : ResourceContent
{
    /// <summary>The resource it is a version of.</summary>
    [JsonPropertyOrder(-3)]
    public required Guid ResourceId { get; init; }
    /// <summary>1, 2, … without gaps.</summary>
    [JsonPropertyOrder(-2)]
    public required int Number { get; init; }
    /// <summary>JSON names of the fields that differ from the version before; empty for the first.</summary>
    [JsonPropertyOrder(-1)]
    public required ValueList<string> ChangedFields { get; init; }
    /// <summary>Lower-case hexadecimal SHA-256 of the content's canonical JSON.</summary>
    public required string ContentHash { get; init; }
    /// <summary>When the version was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
