using System.Globalization;

namespace AIKernel.Benchmarks.Harness;

/// <summary>What a measured value has to be: a bound on the value itself, on its ratio to the floor, or on what it adds to the floor.</summary>
internal sealed record Target
{
    private readonly Func<double, double, bool> _holds;
    private readonly string _sign;
    private readonly double _limit;
    private readonly string _of;

    private Target(string sign, double limit, string of, Func<double, double, bool> holds) => (_sign, _limit, _of, _holds) = (sign, limit, of, holds);

    public static Target AtMost(double limit) => new("≤", limit, "", (value, _) => value <= limit);

    public static Target AtLeast(double limit) => new("≥", limit, "", (value, _) => value >= limit);

    public static Target Exactly(double limit) => new("=", limit, "", (value, _) => value == limit);

    /// <summary>At most this many times the floor.</summary>
    public static Target AtMostFloors(double times) => new("≤", times, "× floor", (value, floor) => value <= times * floor);

    /// <summary>At least this many times the floor.</summary>
    public static Target AtLeastFloors(double times) => new("≥", times, "× floor", (value, floor) => value >= times * floor);

    /// <summary>At most this much more than the floor.</summary>
    public static Target AtMostAdded(double limit) => new("≤", limit, "+ floor", (value, floor) => value - floor <= limit);

    public bool Admits(double value, double floor) => _holds(value, floor);

    /// <summary>The value that a target's text asks for beside this floor.</summary>
    public static double LimitOf(string text, double floor)
    {
        var words = text.Split(' ');
        if (words[1] == "floor") return floor + Number(words[3]);
        return words is [_, _, "×", "floor"] ? Number(words[1]) * floor : Number(words[1]);

        static double Number(string word) => double.Parse(word, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>≤ 2 × floor</c>, <c>≤ floor + 1 ms</c>, <c>≤ 100 ms</c>, <c>= 1</c>.</summary>
    public string Text(string unit)
    {
        var number = _limit.ToString("#,0.###", CultureInfo.InvariantCulture);
        return _of switch
        {
            "× floor" => $"{_sign} {number} × floor",
            "+ floor" => $"{_sign} floor + {number} {unit}",
            _ => $"{_sign} {number} {unit}".TrimEnd(),
        };
    }
}
