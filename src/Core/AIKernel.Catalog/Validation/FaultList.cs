namespace AIKernel.Catalog.Validation;

/// <summary>Gathers faults up to a bound, and tells readers when to stop looking.</summary>
internal sealed class FaultList
{
    /// <summary>The most faults told of one request: enough for any honest one.</summary>
    public const int Max = 100;

    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> All => _faults;

    public bool IsFull => _faults.Count >= Max;

    public bool IsEmpty => _faults.Count == 0;

    public void Add(string at, string code, string message)
    {
        if (!IsFull) _faults.Add(new(at, code, message));
    }
}
