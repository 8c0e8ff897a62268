using System.Collections.Frozen;

namespace AIKernel.Catalog.Relationships;

/// <summary>Which end of an edge is upstream: what the other end is made of or needs.</summary>
public enum UpstreamEnd
{
    /// <summary>Structural; lineage does not follow it.</summary>
    None,
    /// <summary>The source is upstream of the target.</summary>
    Source,
    /// <summary>The target is upstream of the source.</summary>
    Target,
}

/// <summary>A relationship type.</summary>
/// <param name="Name">As written in requests and rows.</param>
/// <param name="Upstream">Which end is upstream.</param>
/// <param name="Acyclic">Whether an edge that would close a cycle of this type is refused.</param>
public sealed record RelationshipType(string Name, UpstreamEnd Upstream, bool Acyclic = false);

/// <summary>The relationship types of the catalog.</summary>
public static class RelationshipTypes
{
    /// <summary>Every type, in the order of the documentation.</summary>
    public static IReadOnlyList<RelationshipType> All { get; } =
    [
        new("depends_on", UpstreamEnd.Target),
        new("uses", UpstreamEnd.Target),
        new("consumes", UpstreamEnd.Target),
        new("derived_from", UpstreamEnd.Target, Acyclic: true),
        new("fine_tuned_from", UpstreamEnd.Target, Acyclic: true),
        new("trained_on", UpstreamEnd.Target),
        new("evaluates", UpstreamEnd.Target),
        new("serves", UpstreamEnd.Target),
        new("hosted_by", UpstreamEnd.Target),
        new("produces", UpstreamEnd.Source),
        new("guards", UpstreamEnd.Source),
        new("owned_by", UpstreamEnd.None),
        new("part_of", UpstreamEnd.None, Acyclic: true),
        new("supersedes", UpstreamEnd.None, Acyclic: true),
        new("related_to", UpstreamEnd.None),
    ];

    private static readonly FrozenDictionary<string, RelationshipType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The type of this name, or null.</summary>
    public static RelationshipType? Find(string name) => ByName.GetValueOrDefault(name);
}
