using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>Which edges a walk may take: from source to target, and from target to source.</summary>
internal sealed record LineageTypes(string[] Forward, string[] Backward)
{
    /// <summary>Both lists together, each type once.</summary>
    public string[] Any { get; } = [.. Forward.Union(Backward)];

    /// <summary>Of the asked types (empty for all) those that are lineage, sorted by the way they are walked.</summary>
    public static LineageTypes For(LineageDirection direction, ValueList<string> asked)
    {
        var lineage = RelationshipTypes.All
            .Where(type => type.Upstream != UpstreamEnd.None && (asked.Count == 0 || asked.Contains(type.Name))).ToArray();
        string[] towardsTarget = [.. lineage.Where(static type => type.Upstream == UpstreamEnd.Target).Select(static type => type.Name)];
        string[] towardsSource = [.. lineage.Where(static type => type.Upstream == UpstreamEnd.Source).Select(static type => type.Name)];
        return direction switch
        {
            LineageDirection.Upstream => new(towardsTarget, towardsSource),
            LineageDirection.Downstream => new(towardsSource, towardsTarget),
            LineageDirection.Both => new([.. towardsTarget, .. towardsSource], [.. towardsTarget, .. towardsSource]),
            _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Not a direction."),
        };
    }
}
