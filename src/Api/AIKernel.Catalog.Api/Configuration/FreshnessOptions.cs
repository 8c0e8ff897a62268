using System.ComponentModel.DataAnnotations;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>
/// For how many seconds browsers and proxies may reuse an answer without asking (section <c>Http:Freshness</c>). All 0,
/// the default, makes them revalidate every time, so that nobody is stale behind our back.
/// </summary>
internal sealed class FreshnessOptions
{
    public const string SectionName = "Http:Freshness";

    /// <summary>Empty, or <c>platform</c>: 300, 60, 300 and 600, each of which a setting of its own overrides.</summary>
    [AllowedValues("", Platform)]
    public string Preset { get; set; } = "";
    /// <summary>One resource or relationship.</summary>
    [Range(0, 31_536_000)]
    public int? Item { get; set; }
    /// <summary>Lists, searches and walks.</summary>
    [Range(0, 31_536_000)]
    public int? List { get; set; }
    /// <summary>What is the same for everybody, such as the contract.</summary>
    [Range(0, 31_536_000)]
    public int? Public { get; set; }
    /// <summary>The same in shared caches.</summary>
    [Range(0, 31_536_000)]
    public int? Shared { get; set; }

    private const string Platform = "platform";

    internal void ApplyPreset()
    {
        if (Preset != Platform) return;
        Item ??= 300;
        List ??= 60;
        Public ??= 300;
        Shared ??= 600;
    }
}
