using System.Globalization;

namespace AIKernel.Benchmarks.Results;

/// <summary>Figures as people read them: three digits, or more where they stand before the point.</summary>
internal static class Figures
{
    public static string Text(double value, string unit = "")
    {
        var size = Math.Abs(value);
        var format = size switch { 0 => "0", >= 100 => "#,0", >= 10 => "0.#", >= 1 => "0.##", >= 0.01 => "0.###", _ => "0.#####" };
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}".TrimEnd();
    }
}
