namespace AIKernel.Catalog.Importing;

/// <summary>The answers of an import, kept and counted.</summary>
internal sealed class Answers : IDisposable
{
    private readonly int[] _resources = new int[(int)BulkStatus.Failed];
    private readonly int[] _relationships = new int[(int)BulkStatus.Failed];
    private int _lines;

    /// <summary>The answers themselves. Whoever takes them over disposes them.</summary>
    public ResultSpool Results { get; } = new();

    /// <summary>How many lines were refused.</summary>
    public int Failed { get; private set; }

    public void Add(BulkResult result)
    {
        Results.Add(result);
        _lines++;
        if (result.Status == BulkStatus.Failed) Failed++;
        else if (result.Type == BulkResult.Resource) _resources[(int)result.Status]++;
        else _relationships[(int)result.Status]++;
    }

    /// <summary>Adds what the store says of a batch.</summary>
    /// <exception cref="InvalidOperationException">The store did not answer each line once and in order.</exception>
    public void Add<T>(string type, IReadOnlyList<T> batch, IReadOnlyList<BulkOutcome> outcomes, Func<T, (int Line, string Name)> describe)
    {
        if (outcomes.Count != batch.Count) throw new InvalidOperationException("The store answered another number of lines than it was given.");
        for (var index = 0; index < batch.Count; index++)
        {
            var (line, name) = describe(batch[index]);
            var outcome = outcomes[index];
            if (outcome.Line != line) throw new InvalidOperationException("The store answered the lines in another order.");
            Add(new(line, outcome.Status, type, name, outcome.Id, outcome.Code, outcome.Detail));
        }
    }

    public BulkSummary Summarize(TimeSpan duration, bool rolledBack, bool dryRun) =>
        new(_lines, Counts(_resources), Counts(_relationships), Failed, (long)duration.TotalMilliseconds, rolledBack, dryRun);

    public void Dispose() => Results.Dispose();

    private static BulkCounts Counts(int[] of) =>
        new(of[(int)BulkStatus.Created], of[(int)BulkStatus.Updated], of[(int)BulkStatus.Unchanged], of[(int)BulkStatus.Deleted]);
}
