using System.Text.Json;
using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Client;

/// <summary>A typed, directed edge between two resources.</summary>
public sealed record Relationship
{
    /// <summary>A version 7 UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary>The resource it leaves.</summary>
    public required Guid Source { get; init; }
    /// <summary>Its reference.</summary>
    public required string SourceRef { get; init; }
    /// <summary>Such as <c>depends_on</c>.</summary>
    public required string Type { get; init; }
    /// <summary>The resource it enters.</summary>
    public required Guid Target { get; init; }
    /// <summary>Its reference.</summary>
    public required string TargetRef { get; init; }
    /// <summary>What the edge itself says: a JSON object.</summary>
    public required JsonElement Properties { get; init; }
    /// <summary>Rises by one with every change.</summary>
    public required long Revision { get; init; }
    /// <summary>When it was made (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What a write names this state with; empty for one of a list.</summary>
    [JsonIgnore]
    public string ETag { get; init; } = "";
}

/// <summary>Two resources to be related.</summary>
/// <param name="Source">Id or reference of the resource it leaves.</param>
/// <param name="Type">Such as <c>depends_on</c>.</param>
/// <param name="Target">Id or reference of the resource it enters.</param>
/// <param name="Properties">What the edge itself says, a JSON object; null for nothing.</param>
public sealed record RelationshipContent(string Source, string Type, string Target, JsonElement? Properties = null);

/// <summary>A resource in a graph.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ref">Its reference.</param>
/// <param name="Title">Its title.</param>
/// <param name="Depth">Its shortest distance from a root, in edges.</param>
public sealed record LineageNode(Guid Id, string Ref, string Title, int Depth);

/// <summary>An edge among the nodes of a graph.</summary>
/// <param name="Source">The resource it leaves.</param>
/// <param name="Type">Such as <c>depends_on</c>.</param>
/// <param name="Target">The resource it enters.</param>
public sealed record LineageEdge(Guid Source, string Type, Guid Target);

/// <summary>What a walk from a resource reaches.</summary>
/// <param name="Root">Where it starts, at depth 0.</param>
/// <param name="Nodes">What it reaches, by depth, kind, namespace, name, id.</param>
/// <param name="Edges">Every edge among root and nodes.</param>
/// <param name="Levels">How many nodes at depth 1, 2, …</param>
/// <param name="Truncated">Whether nodes were left out.</param>
/// <param name="Reason">Why; null when none were.</param>
public sealed record Lineage(
    LineageNode Root, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges, IReadOnlyList<int> Levels, bool Truncated, string? Reason);

/// <summary>How many resources a walk without a depth limit reaches.</summary>
/// <param name="Total">How many, the root not counted.</param>
/// <param name="ByDepth">How many at depth 1, 2, …</param>
/// <param name="ByKind">How many of each kind.</param>
/// <param name="Truncated">Whether the count stopped early; otherwise it is exact.</param>
public sealed record Impact(int Total, IReadOnlyList<int> ByDepth, IReadOnlyDictionary<string, long> ByKind, bool Truncated);

/// <summary>The upstream graph of several resources together.</summary>
/// <param name="Roots">The live resources among those asked for.</param>
/// <param name="Nodes">What the walk reaches.</param>
/// <param name="Edges">Every edge among roots and nodes.</param>
/// <param name="Levels">How many nodes at depth 1, 2, …</param>
/// <param name="Truncated">Whether nodes were left out.</param>
/// <param name="Reason">Why; null when none were.</param>
/// <param name="Cycles">Each group of nodes that lead to one another.</param>
public sealed record Dependencies(
    IReadOnlyList<LineageNode> Roots, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges, IReadOnlyList<int> Levels,
    bool Truncated, string? Reason, IReadOnlyList<IReadOnlyList<Guid>> Cycles);
