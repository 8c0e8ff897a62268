namespace AIKernel.Catalog.Api.Configuration.Check;

/// <summary>
/// <c>AIKernel.Catalog.Api --check-config</c>: every setting as this node would use it, and where it comes from; or what is
/// wrong. Nothing is started and nobody is asked: whether servers answer is for the node's health to say.
/// </summary>
internal static class CheckCommand
{
    private const string Word = "--check-config";

    public static bool IsAskedFor(string[] args) => args.Contains(Word, StringComparer.Ordinal);

    /// <summary>The words that are settings.</summary>
    public static string[] Without(string[] args) => [.. args.Where(static word => word != Word)];

    /// <summary>The table to the standard output and 0; or the faults beside it and 1.</summary>
    public static async Task<int> ExecuteAsync(IConfiguration configuration, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, faults));
            return 1;
        }
        foreach (var line in SettingsTable.Lines(EffectiveSetting.AllOf(configuration))) await Console.Out.WriteLineAsync(line);
        return 0;
    }
}
