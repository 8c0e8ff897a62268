using AIKernel.Caching;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Caching;

/// <summary>
/// What an answer depends on, in the words of the triggers that journal changes. Every entry also carries its
/// family's wide tag, which a statement that touches too much to name journals instead.
/// </summary>
internal static class CatalogTags
{
    /// <summary>A resource's own row.</summary>
    public static TagSet Resource(this TagSet tags, Guid id) => tags.Add("resource", id).Add("resources:*");

    /// <summary>Whoever holds this reference, now or later.</summary>
    public static TagSet Reference(this TagSet tags, ResourceReference reference) => tags.Add($"ref:{reference.Key}").Add("resources:*");

    /// <summary>Any resource of one of these kinds; any resource at all when none is named.</summary>
    public static TagSet ResourcesOf(this TagSet tags, params IReadOnlyCollection<string> kinds)
    {
        if (kinds.Count == 0) tags.Add("resources");
        foreach (var kind in kinds) tags.Add($"kind:{kind}");
        return tags.Add("resources:*");
    }

    /// <summary>A resource's versions.</summary>
    public static TagSet Versions(this TagSet tags, Guid id) => tags.Add("versions", id).Add("versions:*");

    /// <summary>One relationship's own row.</summary>
    public static TagSet Relationship(this TagSet tags, Guid id) => tags.Add("relationship", id).Add("edges:*");

    /// <summary>A resource's edges, and what graph answers show of the resource itself.</summary>
    public static TagSet Edges(this TagSet tags, Guid id) => tags.Add("edges", id).Add("edges:*");

    /// <summary>The edges of each node of a graph; the whole graph when there are too many to name.</summary>
    public static TagSet Graph(this TagSet tags, IReadOnlyCollection<Guid> nodes)
    {
        if (nodes.Count > MaxNamedNodes) return tags.AnyEdge();
        foreach (var node in nodes) tags.Edges(node);
        return tags;
    }

    /// <summary>
    /// Marks an answer in which a resource carries the tag <c>sensitive</c>: in Redis it is encrypted or not kept.
    /// Answers that show no more of a resource than its reference, title and kind are not marked.
    /// </summary>
    public static TagSet SensitiveIf(this TagSet tags, IEnumerable<string>? ofResource) => ofResource?.Contains(Sensitive) == true ? tags.Add(Sensitive) : tags;

    private const string Sensitive = "sensitive";

    /// <summary>Any edge at all.</summary>
    public static TagSet AnyEdge(this TagSet tags) => tags.Add("edges").Add("edges:*");

    /// <summary>Up to this many nodes a graph answer depends on each by name.</summary>
    public const int MaxNamedNodes = AIKernel.Catalog.Relationships.LineageImpact.MaxNamedNodes;
}
