using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>Lifetimes as operators write them: seconds, a span such as <c>1h30m</c>, or the name of a preset.</summary>
internal sealed partial class Lifetimes
{
    /// <summary>Where presets of the operator's own are told.</summary>
    public const string PresetSection = "Keyed:TtlPresets";
    private const string Suffix = "TtlSeconds";

    private readonly Dictionary<string, int> _presets = new(BuiltIn, StringComparer.OrdinalIgnoreCase);

    public Lifetimes(IConfiguration configuration)
    {
        foreach (var preset in configuration.GetSection(PresetSection).GetChildren())
            if (TryReadSpan(preset.Value ?? "", out var seconds)) _presets[preset.Key] = seconds;
    }

    /// <summary>The presets that are always there, in seconds.</summary>
    public static IReadOnlyDictionary<string, int> BuiltIn { get; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["temporary"] = 300,
        ["short"] = 1800,
        ["medium"] = 3600,
        ["long"] = 86_400,
        ["permanent"] = 604_800,
    };

    /// <summary>What is expected where something cannot be read.</summary>
    public string Expectation => $"seconds, a span such as 5m or 1h30m, or one of {Text.Choice(_presets.Keys)}";

    /// <summary>Whether a setting is a lifetime: a number of seconds whose name ends in <c>TtlSeconds</c>, or a preset.</summary>
    public static bool IsLifetime(PropertyInfo property) => property.Name.EndsWith(Suffix, StringComparison.Ordinal) || property.Name == "TtlPresets";

    public bool TryRead(string text, out int seconds) => _presets.TryGetValue(text.Trim(), out seconds) || TryReadSpan(text, out seconds);

    /// <summary>Seconds or a span, without presets: for what defines those.</summary>
    public static bool TryReadSpan(string text, out int seconds)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out seconds)) return true;
        var parts = text.Length <= 64 ? Span().Match(text) : Match.Empty;
        var sum = parts.Success && parts.Length > 0 ? 86_400 * Part("d") + 3600 * Part("h") + 60 * Part("m") + Part("s") : -1;
        seconds = sum is >= 0 and <= int.MaxValue ? (int)sum : 0;
        return sum is >= 0 and <= int.MaxValue;

        long Part(string unit) => long.TryParse(parts.Groups[unit].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    [GeneratedRegex(@"^\s*(?=\d)(?:(?<d>\d{1,9})d)?(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m)?(?:(?<s>\d{1,9})s)?\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Span();
}
