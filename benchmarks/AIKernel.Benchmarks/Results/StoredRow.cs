using System.Text.Json.Serialization;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Results;

/// <summary>A row as the results keep it. Numbers that a row does not have are null.</summary>
internal sealed record StoredRow(string Work, string Subject, double Value, string Unit, string Floor, double? FloorValue, double? Ratio, string? Target, bool? Holds)
{
    /// <summary>The value that the target asks for.</summary>
    [JsonIgnore]
    public double? Limit => Target is null ? null : Harness.Target.LimitOf(Target, FloorValue ?? 0);

    public static StoredRow Of(Row row) => new(
        row.Work, row.Subject, Rounded(row.Value), row.Unit, row.Floor,
        row.Floor.Length == 0 ? null : Rounded(row.FloorValue), row.Ratio is { } ratio ? Rounded(ratio) : null,
        row.Target?.Text(row.Unit), row.Holds);

    /// <summary>To five digits: more is noise, and would change with every run.</summary>
    private static double Rounded(double value)
    {
        if (value == 0) return 0;
        var digits = 4 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return Math.Round(value, Math.Clamp(digits, 0, 15));
    }
}

/// <summary>When and where the rows were measured: <c>latest.machine.json</c>.</summary>
/// <param name="Date">Of the last run that changed the results, UTC.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Suites">Which rows each suite brought, and when.</param>
internal sealed record RunHeader(string Date, Machine Machine, IReadOnlyList<SuiteRun> Suites);

/// <param name="Name">As <c>./bench</c> takes it.</param>
/// <param name="Date">Of its last run, UTC.</param>
/// <param name="Rounds"><c>full</c> or <c>quick</c>.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Rows">How many rows it brought; in the results they stand in the order of the suites.</param>
internal sealed record SuiteRun(string Name, string Date, string Rounds, double Seconds, int Rows);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<StoredRow>))]
[JsonSerializable(typeof(RunHeader))]
internal sealed partial class ResultJson : JsonSerializerContext;
