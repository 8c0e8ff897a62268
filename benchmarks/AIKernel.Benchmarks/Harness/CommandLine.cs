namespace AIKernel.Benchmarks.Harness;

/// <summary>What was asked for: the suites by name, none for all, and whether quickly.</summary>
internal sealed record CommandLine(IReadOnlyList<string> Names, bool Quick)
{
    /// <summary>
    /// Figures of quick rounds are kept only when the whole table ran: single ones would stand among figures of full rounds
    /// as if they were as good.
    /// </summary>
    public bool KeepsResults => !Quick || Names.Count == 0;

    /// <summary>In the checkout that <c>./bench</c> names, else below the working directory.</summary>
    public string ResultFolder { get; } = Path.Combine(Environment.GetEnvironmentVariable("AIKERNEL_HOME") ?? Environment.CurrentDirectory, "benchmarks", "results");

    /// <summary>Null with a sentence on standard error when something is not known.</summary>
    public static CommandLine? Parse(string[] args, IEnumerable<Suite> suites)
    {
        var known = suites.Select(static suite => suite.Name).ToList();
        var names = args.Where(static arg => arg != "--quick").ToList();
        if (names.Find(name => !known.Contains(name)) is { } unknown)
        {
            Bench.Say($"There is no benchmark '{unknown}'. There are: {string.Join(", ", known)}. The only option is --quick.");
            return null;
        }
        return new(names, args.Contains("--quick"));
    }
}
