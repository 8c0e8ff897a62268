namespace AIKernel.Benchmarks.Harness;

/// <summary>
/// One measured line: a subject's value beside the floor measured in the same run. Peers that are measured for
/// comparison have no target.
/// </summary>
/// <param name="Work">What is done; rows of one work are comparable.</param>
/// <param name="Subject">Who does it.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit; empty for counts.</param>
/// <param name="Floor">What bounds the figure from below; empty where nothing does.</param>
/// <param name="FloorValue">The floor's figure in the same unit; 0 where there is none.</param>
/// <param name="Target">What the value has to be.</param>
internal sealed record Row(string Work, string Subject, double Value, string Unit, string Floor, double FloorValue, Target? Target = null)
{
    /// <summary>With a bound from above on the ratio, or on the value where there is no floor.</summary>
    public Row(string work, string subject, double value, string unit, string floor, double floorValue, double target)
        : this(work, subject, value, unit, floor, floorValue, floorValue == 0 ? Target.AtMost(target) : Target.AtMostFloors(target)) { }

    /// <summary>Value over floor; null without a floor.</summary>
    public double? Ratio => FloorValue == 0 ? null : Value / FloorValue;

    /// <summary>Whether the target holds; null without one.</summary>
    public bool? Holds => Target?.Admits(Value, FloorValue);
}
