using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Simulation;

/// <summary>
/// The history of every value, and for each answer whether the contract allows it: the value must have been the
/// committed one at some moment not before what the node had seen, not before what it had acknowledged, and not more
/// than MaxStaleness before the read began.
/// </summary>
internal sealed class ContractChecker(SimulatedDatabase database, IReadOnlyList<string> keys)
{
    private sealed record Reign(long? Value, int From, TimeSpan FromTime)
    {
        public int Until { get; set; } = int.MaxValue;
        public TimeSpan UntilTime { get; set; } = TimeSpan.MaxValue;

        public override string ToString() => $"{Value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} in [{From}, {(Until == int.MaxValue ? "now" : Until)})";
    }

    private readonly Dictionary<string, List<Reign>> _history = keys.ToDictionary(static key => key, static _ => new List<Reign> { new(null, 0, TimeSpan.Zero) }, StringComparer.Ordinal);

    /// <summary>Notes what the database holds after a step.</summary>
    public void Note(int step, TimeSpan time)
    {
        foreach (var (key, reigns) in _history)
        {
            var (value, last) = (database.Read(key), reigns[^1]);
            if (value == last.Value) continue;
            (last.Until, last.UntilTime) = (step, time);
            reigns.Add(new(value, step, time));
        }
    }

    /// <summary>What is wrong with this answer; null when nothing is.</summary>
    public string? Judge(string key, long? value, int since, TimeSpan notBefore, int ended)
    {
        var reigns = _history[key].FindAll(reign => reign.Value == value && reign.From <= ended);
        if (reigns.Count == 0) return $"{key} = {value} was never committed; {Told(key)}";
        if (reigns.TrueForAll(reign => reign.Until <= since)) return $"{key} = {value} is older than step {since}, which the node had seen or acknowledged, or the reader had asked for; {Told(key)}";
        if (reigns.TrueForAll(reign => reign.UntilTime <= notBefore)) return $"{key} = {value} is older than MaxStaleness allows ({notBefore}); {Told(key)}";
        return null;
    }

    private string Told(string key) => $"history: {string.Join(", ", _history[key])}";
}
