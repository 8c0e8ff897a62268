namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>A value of a YAML file: the names that lead to it, and where it stands.</summary>
/// <param name="Path">The names, outermost first.</param>
/// <param name="Element">Its number, if it is an element of a list.</param>
/// <param name="Text">Itself.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record YamlValue(IReadOnlyList<string> Path, int? Element, string Text, long Line, long Column)
{
    /// <summary>The names in one, such as <c>cache_tiers.l1.ttl</c>.</summary>
    public string Name => string.Join('.', Path) + (Element is { } at ? $"[{at}]" : "");
}
