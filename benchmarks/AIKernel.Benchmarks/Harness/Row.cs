namespace AIKernel.Benchmarks.Harness;

/// <summary>One measured line: a value beside the floor measured in the same run.</summary>
internal sealed record Row(string Work, string Subject, double Value, string Unit, string Floor, double FloorValue, double Target)
{
    /// <summary>Value over floor.</summary>
    public double Ratio => FloorValue == 0 ? 0 : Value / FloorValue;

    /// <summary>Whether the target, a bound from above on <see cref="Ratio"/>, or on the value where there is no floor, holds.</summary>
    public bool Holds => (FloorValue == 0 ? Value : Ratio) <= Target;
}
