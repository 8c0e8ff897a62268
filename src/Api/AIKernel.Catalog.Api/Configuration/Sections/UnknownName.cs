namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>Names that mean nothing, and what may have been meant.</summary>
internal static class UnknownName
{
    /// <summary>Says of a name that it is no setting, with the known name that is nearest to it.</summary>
    public static string Say(IConfigurationSection source, IEnumerable<string> known)
    {
        var path = FirstValueIn(source).Path;
        var names = known.ToList();
        return (Nearest(source.Key, names) ?? names.Find(name => source.Key.Length > 2 && name.StartsWith(source.Key, StringComparison.OrdinalIgnoreCase))) is { } near
            ? $"{path} is not a setting; did you mean {(source.Path.Length > source.Key.Length ? source.Path[..^source.Key.Length] : "")}{near}?"
            : $"{path} is not a setting.";
    }

    /// <summary>The known name that differs least, if it differs little: by a third of its letters.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) => known
        .Select(one => (Name: one, Distance: Distance(name.ToUpperInvariant(), one.ToUpperInvariant())))
        .Where(static one => one.Distance <= Math.Max(1, one.Name.Length / 3))
        .OrderBy(static one => one.Distance).Select(static one => one.Name).FirstOrDefault();

    // A section has no value and hence no source; what is in it has.
    private static IConfigurationSection FirstValueIn(IConfigurationSection section)
    {
        while (section.Value is null && section.GetChildren().FirstOrDefault() is { } child) section = child;
        return section;
    }

    /// <summary>How many letters must be put in, taken out or changed to make one word of the other (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var at = 1; at <= one.Length; at++)
        {
            var diagonal = row[0];
            row[0] = at;
            for (var to = 1; to <= other.Length; to++)
            {
                var cost = one[at - 1] == other[to - 1] ? diagonal : diagonal + 1;
                diagonal = row[to];
                row[to] = Math.Min(cost, Math.Min(row[to], row[to - 1]) + 1);
            }
        }
        return row[other.Length];
    }
}
