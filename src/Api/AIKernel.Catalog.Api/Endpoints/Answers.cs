using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Resources in the order they were asked for; null where there is none.</summary>
internal sealed record ItemList(IReadOnlyList<Resource?> Items);

/// <summary>Suggestions, the best first.</summary>
internal sealed record SuggestionList(ValueList<Search.Suggestion> Suggestions);

/// <summary>How many resources a walk reaches.</summary>
internal sealed record ImpactAnswer(int Total, ValueList<int> ByDepth, IReadOnlyDictionary<string, long> ByKind, bool Truncated)
{
    public static ImpactAnswer Of(LineageImpact impact) => new(impact.Total, impact.ByDepth, CountsAnswer.InOrder(impact.ByKind), impact.Truncated);
}

/// <summary>How many live resources there are.</summary>
internal sealed record CountsAnswer(long Total, IReadOnlyDictionary<string, long> ByKind)
{
    public static CountsAnswer Of(ResourceCounts counts) => new(counts.Total, InOrder(counts.ByKind));

    /// <summary>The counts as an object whose members stand in the given order.</summary>
    internal static OrderedDictionary<string, long> InOrder(ValueList<ValueCount> counts)
    {
        var ordered = new OrderedDictionary<string, long>(counts.Count, StringComparer.Ordinal);
        foreach (var (value, count) in counts) ordered.Add(value, count);
        return ordered;
    }
}
