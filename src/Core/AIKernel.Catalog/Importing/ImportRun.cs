namespace AIKernel.Catalog.Importing;

/// <summary>One import under way: gathers batches, has them written, collects the answers.</summary>
internal sealed class ImportRun(IBulkStore store, LineParser parser, TimeProvider time, BulkOptions options) : IAsyncDisposable
{
    private const int MaxResources = 1000;
    private const int MaxEdges = 2000;
    /// <summary>What a batch may weigh: a thousand lines of half a megabyte are not to be held at once.</summary>
    private const int MaxBatchBytes = 8 << 20;

    private readonly bool _atomic = options.Atomic || options.DryRun;
    private readonly long _started = time.GetTimestamp();
    private readonly FirstLines _references = new();
    private readonly FirstLines _edges = new();
    private readonly List<BulkResource> _batch = [];
    private readonly EdgeSpool _spool = new();
    private readonly Answers _answers = new();
    private int _batchBytes;
    private IBulkSession? _session;
    private bool _handedOver;

    /// <summary>Takes a line; writes the resources gathered so far when they are a full batch.</summary>
    public async ValueTask TakeAsync(LineReader lines, CancellationToken cancellationToken)
    {
        if (lines.IsTooLong)
        {
            _answers.Add(new(lines.Number, BulkStatus.Failed, null, null, null, BulkCodes.LineTooLong, $"A line has at most {BulkLimits.MaxLineBytes} bytes."));
            return;
        }
        if (lines.Text.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return;
        var parsed = parser.Parse(lines.Number, lines.Text);
        if (parsed.Refusal is { } refusal) _answers.Add(refusal);
        else if (parsed.Edge is { } edge) Take(edge);
        else Take(parsed.Resource!, lines.Text.Length);
        if (_batch.Count >= MaxResources || _batchBytes >= MaxBatchBytes) await WriteResourcesAsync(cancellationToken);
    }

    /// <summary>Writes what is left, the relationships last, and ends the session.</summary>
    public async Task<BulkReport> FinishAsync(CancellationToken cancellationToken)
    {
        await WriteResourcesAsync(cancellationToken);
        await WriteEdgesAsync(cancellationToken);
        var discard = options.DryRun || (_atomic && _answers.Failed > 0);
        var position = await EndAsync(keep: !discard, cancellationToken);
        _handedOver = true;
        return new(_answers.Results, Summarize(discard), position);
    }

    /// <summary>Ends an import that is too large: what best effort has written stays.</summary>
    public async Task<BulkLimitException> StopAsync(BulkLimit limit, CancellationToken cancellationToken)
    {
        var position = await EndAsync(keep: !_atomic, cancellationToken);
        return new(limit, Summarize(rolledBack: _atomic), position);
    }

    public async ValueTask DisposeAsync()
    {
        _spool.Dispose();
        if (!_handedOver) _answers.Dispose();
        await EndAsync(keep: false, CancellationToken.None);
    }

    private void Take(BulkResource resource, int bytes)
    {
        if (_references.Note(resource.Reference.Key, resource.Line) is { } first)
        {
            _answers.Add(Duplicate(resource.Line, BulkResult.Resource, NameOf(resource), first));
            return;
        }
        _batch.Add(resource);
        _batchBytes += bytes;
    }

    private void Take(BulkEdge edge)
    {
        if (_edges.Note($"{edge.Source.Key} {edge.Type} {edge.Target.Key}", edge.Line) is { } first)
            _answers.Add(Duplicate(edge.Line, BulkResult.Relationship, NameOf(edge), first));
        else
            _spool.Add(edge);
    }

    private async ValueTask WriteResourcesAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0) return;
        cancellationToken.ThrowIfCancellationRequested();
        var session = await SessionAsync(cancellationToken);
        var outcomes = await session.ApplyAsync(_batch, cancellationToken);
        _answers.Add(BulkResult.Resource, _batch, outcomes, static resource => (resource.Line, NameOf(resource)));
        _batch.Clear();
        _batchBytes = 0;
    }

    private async ValueTask WriteEdgesAsync(CancellationToken cancellationToken)
    {
        var batch = new List<BulkEdge>();
        var characters = 0;
        foreach (var edge in _spool.ReadAll())
        {
            batch.Add(edge);
            characters += edge.Properties?.Text.Length ?? 0;
            if (batch.Count < MaxEdges && characters < MaxBatchBytes) continue;
            await WriteAsync(batch, cancellationToken);
            characters = 0;
        }
        await WriteAsync(batch, cancellationToken);
    }

    private async ValueTask WriteAsync(List<BulkEdge> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return;
        cancellationToken.ThrowIfCancellationRequested();
        var session = await SessionAsync(cancellationToken);
        var outcomes = await session.ApplyAsync(batch, cancellationToken);
        _answers.Add(BulkResult.Relationship, batch, outcomes, static edge => (edge.Line, NameOf(edge)));
        batch.Clear();
    }

    /// <summary>The session, begun with the first batch: a transaction is not held open for a client that sends nothing.</summary>
    private async ValueTask<IBulkSession> SessionAsync(CancellationToken cancellationToken) =>
        _session ??= await store.BeginAsync(_atomic, cancellationToken);

    private async ValueTask<CatalogPosition?> EndAsync(bool keep, CancellationToken cancellationToken)
    {
        if (_session is not { } session) return null;
        _session = null;
        await using (session) return keep ? await session.CompleteAsync(cancellationToken) : null;
    }

    private BulkSummary Summarize(bool rolledBack) => _answers.Summarize(time.GetElapsedTime(_started), rolledBack, options.DryRun);

    private static BulkResult Duplicate(int line, string type, string name, int first) =>
        new(line, BulkStatus.Failed, type, name, null, BulkCodes.DuplicateInBatch, $"Line {first} names it already.");

    private static string NameOf(BulkResource resource) => resource.Reference.ToString();

    private static string NameOf(BulkEdge edge) => $"{edge.Source} {edge.Type} {edge.Target}";
}
