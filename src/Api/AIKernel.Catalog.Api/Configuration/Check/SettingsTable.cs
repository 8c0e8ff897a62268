namespace AIKernel.Catalog.Api.Configuration.Check;

/// <summary>Settings in columns, for people and for <c>grep</c>.</summary>
internal static class SettingsTable
{
    private const string Gap = "  ";

    public static IEnumerable<string> Lines(IEnumerable<EffectiveSetting> settings)
    {
        EffectiveSetting[] rows = [new("SETTING", "VALUE", "SOURCE"), .. settings];
        var (path, value) = (rows.Max(static row => row.Path.Length), rows.Max(static row => row.Value.Length));
        return rows.Select(row => row.Path.PadRight(path) + Gap + row.Value.PadRight(value) + Gap + row.Source);
    }
}
