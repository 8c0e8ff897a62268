using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Relationships;

/// <summary>Which way lineage is walked.</summary>
public enum LineageDirection
{
    /// <summary>Towards what the resource is made of or needs.</summary>
    Upstream,
    /// <summary>Towards what is made of it or needs it.</summary>
    Downstream,
    /// <summary>Both at every step.</summary>
    Both,
}

/// <summary>A walk from one resource, breadth-first by level, each node once at its shortest depth.</summary>
public sealed record LineageQuery
{
    /// <summary>The deepest walk.</summary>
    public const int MaxDepth = 20;
    /// <summary>The largest answer.</summary>
    public const int NodeLimit = 10_000;

    /// <summary>Where the walk starts.</summary>
    public required Guid Root { get; init; }
    /// <summary>Which way.</summary>
    public LineageDirection Direction { get; init; } = LineageDirection.Both;
    /// <summary>How many steps at most, 1..<see cref="MaxDepth"/>.</summary>
    public int Depth { get; init; } = 3;
    /// <summary>Only edges of these types; empty for every type that is lineage. In ordinal order.</summary>
    public ValueList<string> Types { get; init; } = [];
    /// <summary>How many nodes at most, the root not counted, 1..<see cref="NodeLimit"/>.</summary>
    public int MaxNodes { get; init; } = 1_000;
}

/// <summary>A resource in a lineage answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ref">Its reference.</param>
/// <param name="Title">Its title.</param>
/// <param name="Depth">Its shortest distance from a root, in edges.</param>
public sealed record LineageNode(Guid Id, ResourceReference Ref, string Title, int Depth);

/// <summary>An edge among the nodes of a lineage answer, in its stored direction.</summary>
public sealed record LineageEdge(Guid Source, string Type, Guid Target);

/// <summary>The answer to a <see cref="LineageQuery"/>.</summary>
public sealed record LineageGraph
{
    /// <summary>Where the walk started, at depth 0.</summary>
    public required LineageNode Root { get; init; }
    /// <summary>What it reached, the root not among them, ordered by depth, kind, namespace, name, id.</summary>
    public required ValueList<LineageNode> Nodes { get; init; }
    /// <summary>Every lineage edge (of the asked types) among root and nodes, ordered by source, type, target.</summary>
    public required ValueList<LineageEdge> Edges { get; init; }
    /// <summary>How many nodes at depth 1, 2, …</summary>
    public required ValueList<int> Levels { get; init; }
    /// <summary>Whether nodes were left out.</summary>
    public bool Truncated { get; init; }
    /// <summary>Why: <c>max-nodes</c>; null when nothing was left out. A walk that ends at the asked depth is not truncated.</summary>
    public string? Reason { get; init; }
}

/// <summary>Counts of everything a walk without a depth limit reaches from one resource.</summary>
/// <param name="Root">Where it starts.</param>
/// <param name="Direction">Which way.</param>
public sealed record ImpactQuery(Guid Root, LineageDirection Direction)
{
    /// <summary>Beyond this many nodes the count stops.</summary>
    public const int NodeLimit = 100_000;
}

/// <summary>The answer to an <see cref="ImpactQuery"/>.</summary>
/// <param name="Total">How many nodes, the root not counted.</param>
/// <param name="ByDepth">How many at depth 1, 2, …</param>
/// <param name="ByKind">How many of each kind, in ordinal order of the kind.</param>
/// <param name="Truncated">Whether the count stopped at <see cref="ImpactQuery.NodeLimit"/>; otherwise it is exact.</param>
public sealed record LineageImpact(int Total, ValueList<int> ByDepth, ValueList<ValueCount> ByKind, bool Truncated)
{
    /// <summary>The ids of the nodes counted, up to <see cref="MaxNamedNodes"/>; empty when there are more. Not shown to consumers.</summary>
    public ValueList<Guid> Nodes { get; init; } = [];

    /// <summary>Up to this many nodes an answer names what it depends on one by one.</summary>
    public const int MaxNamedNodes = 256;
}

/// <summary>The upstream graph of several resources together.</summary>
/// <param name="Roots">Where the walk starts: distinct ids, at most 100.</param>
/// <param name="Depth">How many steps at most, 1..20.</param>
public sealed record DependencyQuery(ValueList<Guid> Roots, int Depth);

/// <summary>The answer to a <see cref="DependencyQuery"/>.</summary>
public sealed record DependencyGraph
{
    /// <summary>The live resources among the asked ones, in the asked order, at depth 0.</summary>
    public required ValueList<LineageNode> Roots { get; init; }
    /// <summary>What the walk reached, the roots not among them, ordered as in <see cref="LineageGraph"/>.</summary>
    public required ValueList<LineageNode> Nodes { get; init; }
    /// <summary>Every lineage edge among roots and nodes.</summary>
    public required ValueList<LineageEdge> Edges { get; init; }
    /// <summary>How many nodes at depth 1, 2, …</summary>
    public required ValueList<int> Levels { get; init; }
    /// <summary>Each strongly connected group of two or more nodes, ids in order.</summary>
    public required ValueList<ValueList<Guid>> Cycles { get; init; }
    /// <summary>Whether nodes were left out (at <see cref="LineageQuery.NodeLimit"/>).</summary>
    public bool Truncated { get; init; }
    /// <summary>Why: <c>max-nodes</c>; null when nothing was left out.</summary>
    public string? Reason { get; init; }
}
