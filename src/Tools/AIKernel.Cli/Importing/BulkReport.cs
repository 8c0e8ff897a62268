using System.Text.Json;

namespace AIKernel.Cli.Importing;

/// <summary>What became of the lines of one kind.</summary>
internal sealed record BulkCounts(long Created, long Updated, long Unchanged, long Deleted)
{
    public static BulkCounts None { get; } = new(0, 0, 0, 0);
}

/// <summary>A line the server did not take.</summary>
internal sealed record BulkFailure(long Line, string? Type, string Code, string Detail);

/// <summary>The server's account at the end of its answer.</summary>
internal sealed record BulkSummary(long Lines, BulkCounts Resources, BulkCounts Relationships, long Failed, TimeSpan Duration);

/// <summary>
/// Reads the streamed answer line by line, in constant memory: keeps the first failures, counts them by type, and
/// the summary. Members it does not know are ignored.
/// </summary>
internal sealed class BulkReport
{
    public const int FailuresShown = 20;
    private readonly List<BulkFailure> _failures = [];
    private readonly Dictionary<string, long> _failedByType = [];

    /// <summary>Lines answered so far.</summary>
    public long Answered { get; private set; }

    /// <summary>Absent until the answer has come to its end.</summary>
    public BulkSummary? Summary { get; private set; }

    public IReadOnlyList<BulkFailure> FirstFailures => _failures;

    /// <summary>Failed lines that said they were of that type; an empty type for lines that could not be read.</summary>
    public long Failed(string type) => _failedByType.GetValueOrDefault(type);

    /// <summary>Takes one line of the answer.</summary>
    /// <exception cref="JsonException">The line is not what the bulk route answers.</exception>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("Each line of the answer is an object.");

        if (root.TryGetProperty("summary", out var summary))
            Summary = Read(summary);
        else
            AddResult(root);
    }

    private void AddResult(JsonElement result)
    {
        Answered++;
        if (Text(result, "status") != "failed")
            return;

        var type = Text(result, "type");
        _failedByType[type] = _failedByType.GetValueOrDefault(type) + 1;
        if (_failures.Count < FailuresShown)
            _failures.Add(new(Number(result, "line"), type, Text(result, "code"), Text(result, "detail")));
    }

    private static BulkSummary Read(JsonElement summary) => new(
        Number(summary, "lines"),
        Counts(summary, "resources"),
        Counts(summary, "relationships"),
        Number(summary, "failed"),
        TimeSpan.FromMilliseconds(Number(summary, "durationMs")));

    private static BulkCounts Counts(JsonElement summary, string name) =>
        summary.TryGetProperty(name, out var counts) && counts.ValueKind == JsonValueKind.Object
            ? new(Number(counts, "created"), Number(counts, "updated"), Number(counts, "unchanged"), Number(counts, "deleted"))
            : BulkCounts.None;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? (long)number : 0;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
