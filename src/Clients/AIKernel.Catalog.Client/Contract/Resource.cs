using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Client;

/// <summary>What resources, their summaries and their versions have in common.</summary>
public abstract record ResourceText
{
    /// <summary>Such as <c>model</c>; never changes.</summary>
    public required string Kind { get; init; }
    /// <summary>Groups names; lower case.</summary>
    public required string Namespace { get; init; }
    /// <summary>Unique in kind and namespace without regard to case.</summary>
    public required string Name { get; init; }
    /// <summary>A line for people.</summary>
    public required string Title { get; init; }
    /// <summary>Free text; may be empty.</summary>
    public required string Description { get; init; }
    /// <summary>Who answers for it, or null.</summary>
    public required string? Owner { get; init; }
    /// <summary><c>draft</c>, <c>active</c>, <c>deprecated</c> or <c>retired</c>.</summary>
    public required string Lifecycle { get; init; }
    /// <summary>A set, in ordinal order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
    /// <summary>Keys and values.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    /// <summary>When it was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A resource in lists and searches: without links and spec.</summary>
public record ResourceSummary : ResourceText
{
    /// <summary>A version 7 UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary><c>{kind}:{namespace}/{name}</c>.</summary>
    public required string Ref { get; init; }
    /// <summary>Number of the newest version, from 1.</summary>
    public required int Version { get; init; }
    /// <summary>Rises by one with every change.</summary>
    public required long Revision { get; init; }
    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A resource. Readers of one client share it, so what is in it is read-only.</summary>
public sealed record Resource : ResourceSummary
{
    /// <summary>Links in the writer's order.</summary>
    public required IReadOnlyList<Link> Links { get; init; }
    /// <summary>What only this kind knows: a JSON object.</summary>
    public required JsonElement Spec { get; init; }
    /// <summary>SHA-256 of the content's canonical JSON, in lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }
    /// <summary>When it was deleted (UTC), or null.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What a write names this state with; empty for one of <see cref="CatalogClient.GetManyAsync(IReadOnlyCollection{Guid}, CancellationToken)"/>.</summary>
    [JsonIgnore]
    public string ETag { get; init; } = "";

    /// <summary>What it says, to be written back with changes.</summary>
    public ResourceContent ToContent() => new()
    {
        Kind = Kind, Namespace = Namespace, Name = Name, Title = Title, Description = Description, Owner = Owner,
        Lifecycle = Lifecycle, Tags = Tags, Labels = Labels, Links = Links, Spec = Spec,
    };
}

/// <summary>An immutable snapshot of a resource.</summary>
public sealed record ResourceVersion : ResourceText
{
    /// <summary>The resource it is a version of.</summary>
    public required Guid ResourceId { get; init; }
    /// <summary>1, 2, … without gaps.</summary>
    public required int Number { get; init; }
    /// <summary>JSON names of what differs from the version before; empty for the first.</summary>
    public required IReadOnlyList<string> ChangedFields { get; init; }
    /// <summary>Links in the writer's order.</summary>
    public required IReadOnlyList<Link> Links { get; init; }
    /// <summary>What only this kind knows: a JSON object.</summary>
    public required JsonElement Spec { get; init; }
    /// <summary>SHA-256 of the content's canonical JSON, in lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>A link from a resource to something outside the catalog.</summary>
/// <param name="Title">What is behind it; may be empty.</param>
/// <param name="Url">Absolute, http or https.</param>
public sealed record Link(string Title, string Url);

/// <summary>What a writer says of a resource; what is left null goes back to its default.</summary>
public sealed record ResourceContent
{
    /// <summary>A kind that the catalog knows, such as <c>model</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Groups names; lower case.</summary>
    public required string Namespace { get; init; }
    /// <summary>Unique in kind and namespace without regard to case.</summary>
    public required string Name { get; init; }
    /// <summary>A line for people; by default the name.</summary>
    public string? Title { get; init; }
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }
    /// <summary><c>draft</c>, <c>active</c> (by default), <c>deprecated</c> or <c>retired</c>.</summary>
    public string? Lifecycle { get; init; }
    /// <summary>A set; at most 50.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
    /// <summary>Keys and values; at most 64.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    /// <summary>At most 20.</summary>
    public IReadOnlyList<Link>? Links { get; init; }
    /// <summary>What only this kind knows: a JSON object.</summary>
    public JsonElement? Spec { get; init; }
}
