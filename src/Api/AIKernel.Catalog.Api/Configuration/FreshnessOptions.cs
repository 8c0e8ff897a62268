using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Configuration;

/// <summary>
/// For how many seconds browsers and proxies may reuse an answer without asking (section <c>Http:Freshness</c>). All 0,
/// the default, makes them revalidate every time, so that nobody is stale behind our back.
/// </summary>
internal sealed class FreshnessOptions
{
    public const string Section = "Http:Freshness";

    /// <summary>Empty, or <c>platform</c>: 300, 60, 300 and 600, each of which a setting of its own overrides.</summary>
    public string Preset { get; set; } = "";
    /// <summary>One resource or relationship.</summary>
    public int? Item { get; set; }
    /// <summary>Lists, searches and walks.</summary>
    public int? List { get; set; }
    /// <summary>What is the same for everybody, such as the contract.</summary>
    public int? Public { get; set; }
    /// <summary>The same in shared caches.</summary>
    public int? Shared { get; set; }

    internal void ApplyPreset()
    {
        if (!string.Equals(Preset, "platform", StringComparison.OrdinalIgnoreCase)) return;
        Item ??= 300;
        List ??= 60;
        Public ??= 300;
        Shared ??= 600;
    }
}

/// <summary>Names every bad setting of <see cref="FreshnessOptions"/> in one message.</summary>
internal sealed class FreshnessOptionsValidator : IValidateOptions<FreshnessOptions>
{
    private const int MaxSeconds = 31_536_000;

    public ValidateOptionsResult Validate(string? name, FreshnessOptions options)
    {
        var faults = new List<string>();
        if (options.Preset is not "" && !string.Equals(options.Preset, "platform", StringComparison.OrdinalIgnoreCase))
            faults.Add($"{FreshnessOptions.Section}:Preset is '{options.Preset}'; it can be empty or 'platform'.");
        Check(nameof(options.Item), options.Item);
        Check(nameof(options.List), options.List);
        Check(nameof(options.Public), options.Public);
        Check(nameof(options.Shared), options.Shared);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string setting, int? seconds)
        {
            if (seconds is < 0 or > MaxSeconds)
                faults.Add($"{FreshnessOptions.Section}:{setting} is {seconds}; it must be 0 to {MaxSeconds} seconds.");
        }
    }
}
