using System.Text.Json.Serialization;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Relationships;

/// <summary>A typed, directed edge between two resources. Source, type and target are unique together.</summary>
public sealed record Relationship
{
    /// <summary>A version 7 UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary>Id of the resource the edge leaves.</summary>
    public required Guid Source { get; init; }
    /// <summary>Reference of the resource the edge leaves.</summary>
    public required ResourceReference SourceRef { get; init; }
    /// <summary>One of <see cref="RelationshipTypes.All"/>.</summary>
    public required string Type { get; init; }
    /// <summary>Id of the resource the edge enters.</summary>
    public required Guid Target { get; init; }
    /// <summary>Reference of the resource the edge enters.</summary>
    public required ResourceReference TargetRef { get; init; }
    /// <summary>What the edge itself says.</summary>
    public CanonicalJson Properties { get; init; } = CanonicalJson.Empty;
    /// <summary>Rises by one with every change.</summary>
    public required long Revision { get; init; }
    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A relationship to be made between two existing resources.</summary>
public sealed record RelationshipDraft(Guid Source, string Type, Guid Target, CanonicalJson Properties);

/// <summary>Which of a resource's edges.</summary>
public enum EdgeDirection
{
    /// <summary>Both.</summary>
    Both,
    /// <summary>Those that leave it.</summary>
    Outgoing,
    /// <summary>Those that enter it.</summary>
    Incoming,
}

/// <summary>One page of a resource's edges whose other end is live, ordered by type, then id.</summary>
public sealed record RelationshipQuery
{
    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 500;

    /// <summary>The resource.</summary>
    public required Guid ResourceId { get; init; }
    /// <summary>Which edges.</summary>
    public EdgeDirection Direction { get; init; }
    /// <summary>Only these types; empty for all. In ordinal order.</summary>
    public ValueList<string> Types { get; init; } = [];
    /// <summary>Where to start, or null for the first page.</summary>
    public Cursor? Cursor { get; init; }
    /// <summary>How many items at most, 1..<see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>What a cursor of this query is bound to.</summary>
    [JsonIgnore]
    public string CursorScope => $"edges|{ResourceId:N}|{Direction}|{string.Join(',', Types)}";
}
