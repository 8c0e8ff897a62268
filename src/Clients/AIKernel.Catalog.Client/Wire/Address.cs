using System.Globalization;
using System.Text;

namespace AIKernel.Catalog.Client;

/// <summary>A path and query of the catalog. The same question always gives the same text, since answers are kept under it.</summary>
internal sealed class Address(string path)
{
    private readonly StringBuilder _text = new("api/v1/" + path);
    private char _separator = '?';

    /// <summary>The contract's word for a member of an enumeration.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => Enum.GetName(value)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(value), value, null);

    public Address Add(string name, string? value)
    {
        if (value is null) return this;
        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _separator = '&';
        return this;
    }

    public Address Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>A set: order and repetition say nothing.</summary>
    public Address Add(string name, IEnumerable<string> values)
    {
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) Add(name, value);
        return this;
    }

    public Address AddLabels(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in labels.OrderBy(static label => label.Key, StringComparer.Ordinal)) Add("label." + Uri.EscapeDataString(key), value);
        return this;
    }

    public override string ToString() => _text.ToString();
}
