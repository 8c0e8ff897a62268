namespace AIKernel.Benchmarks.Harness;

/// <summary>When a suite runs.</summary>
internal enum SuiteKind
{
    /// <summary>Part of the table: in every run that names no suite.</summary>
    Table,
    /// <summary>Also when none is named, but never quickly.</summary>
    Long,
    /// <summary>Only when named.</summary>
    Named,
}

/// <summary>Rows that are measured together, under the name that <c>./bench</c> takes.</summary>
internal sealed record Suite(string Name, SuiteKind Kind, Func<Bench, Task<IReadOnlyList<Row>>> RunAsync)
{
    public bool RunsIn(CommandLine command) => command.Names.Count > 0
        ? command.Names.Contains(Name)
        : Kind == SuiteKind.Table || (Kind == SuiteKind.Long && !command.Quick);
}
