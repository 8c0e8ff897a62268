using AIKernel.Catalog.Importing;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests.Importing;

/// <summary>What a catalog holds, as far as an import can tell.</summary>
internal sealed record StoredResource(Guid Id, ResourceContent Content, long Revision, bool IsDeleted);

/// <summary>A bulk store in memory that keeps to the letter of the port: durable by batch, or all at the end.</summary>
internal sealed class InMemoryBulkStore : IBulkStore
{
    public Dictionary<string, StoredResource> Resources { get; private set; } = [];
    public Dictionary<(string Source, string Type, string Target), BulkEdge> Edges { get; private set; } = [];
    public List<InMemoryBulkSession> Sessions { get; } = [];

    /// <summary>Runs before each batch is applied; may throw or cancel.</summary>
    public Action<int> BeforeBatch { get; set; } = _ => { };

    public ulong Writes { get; private set; }

    public ValueTask<IBulkSession> BeginAsync(bool atomic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sessions.Add(new(this, atomic));
        return new(Sessions[^1]);
    }

    public async IAsyncEnumerable<ExportItem> ExportAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var resource in Resources.OrderBy(entry => entry.Key, StringComparer.Ordinal)) yield return new(resource.Value.Content, null);
        await Task.Yield();
        foreach (var edge in Edges.Values) yield return new(null, edge);
    }

    public void Keep(Dictionary<string, StoredResource> resources, Dictionary<(string Source, string Type, string Target), BulkEdge> edges)
    {
        Resources = new(resources);
        Edges = new(edges);
        Writes++;
    }
}

internal sealed class InMemoryBulkSession(InMemoryBulkStore store, bool atomic) : IBulkSession
{
    private readonly Dictionary<string, StoredResource> _resources = new(store.Resources);
    private readonly Dictionary<(string Source, string Type, string Target), BulkEdge> _edges = new(store.Edges);

    public bool Atomic => atomic;
    public List<int> ResourceBatches { get; } = [];
    public List<int> EdgeBatches { get; } = [];
    public bool IsCompleted { get; private set; }
    public bool IsDisposed { get; private set; }

    public ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkResource> batch, CancellationToken cancellationToken)
    {
        Assert.Equal(batch.Count, batch.Select(resource => resource.Reference.Key).Distinct().Count());
        return new(Apply(batch, ResourceBatches, Apply));
    }

    public ValueTask<IReadOnlyList<BulkOutcome>> ApplyAsync(IReadOnlyList<BulkEdge> batch, CancellationToken cancellationToken) => new(Apply(batch, EdgeBatches, Apply));

    public ValueTask<CatalogPosition> CompleteAsync(CancellationToken cancellationToken)
    {
        Assert.False(IsCompleted || IsDisposed);
        IsCompleted = true;
        if (atomic) store.Keep(_resources, _edges);
        return new(new CatalogPosition(1, store.Writes));
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<BulkOutcome> Apply<T>(IReadOnlyList<T> batch, List<int> sizes, Func<T, BulkOutcome> apply)
    {
        Assert.False(IsCompleted || IsDisposed);
        store.BeforeBatch(ResourceBatches.Count + EdgeBatches.Count);
        sizes.Add(batch.Count);
        var outcomes = batch.Select(apply).ToArray();
        if (!atomic) store.Keep(_resources, _edges);
        return outcomes;
    }

    private BulkOutcome Apply(BulkResource change)
    {
        var current = _resources.GetValueOrDefault(change.Reference.Key);
        var live = current is { IsDeleted: false } ? current : null;
        if (change.ExpectedRevision is { } expected && live?.Revision != expected)
            return new(change.Line, BulkStatus.Failed, live?.Id, "revision-conflict", $"The revision is {live?.Revision}.");
        if (change.Content is null && live is null) return new(change.Line, BulkStatus.Failed, null, "not-found", "There is no such resource.");
        if (live is null) return Store(new(Guid.CreateVersion7(), change.Content!, 1, false), BulkStatus.Created);
        if (change.Content is null) return Store(live with { IsDeleted = true, Revision = live.Revision + 1 }, BulkStatus.Deleted);
        if (ContentHash.Of(live.Content) == ContentHash.Of(change.Content)) return new(change.Line, BulkStatus.Unchanged, live.Id);
        return Store(live with { Content = change.Content, Revision = live.Revision + 1 }, BulkStatus.Updated);

        BulkOutcome Store(StoredResource resource, BulkStatus status)
        {
            _resources[change.Reference.Key] = resource;
            return new(change.Line, status, resource.Id);
        }
    }

    private BulkOutcome Apply(BulkEdge change)
    {
        foreach (var end in new[] { change.Source, change.Target })
            if (_resources.GetValueOrDefault(end.Key) is not { IsDeleted: false })
                return new(change.Line, BulkStatus.Failed, null, "unresolved-reference", $"There is no {end}.");
        var key = (change.Source.Key, change.Type, change.Target.Key);
        if (change.Properties is null)
            return _edges.Remove(key) ? new(change.Line, BulkStatus.Deleted) : new(change.Line, BulkStatus.Failed, null, "not-found", "There is no such relationship.");
        if (RelationshipTypes.Find(change.Type)!.Acyclic && Reaches(change.Target.Key, change.Source.Key, change.Type))
            return new(change.Line, BulkStatus.Failed, null, "cycle", "It would close a cycle.");
        var status = !_edges.TryGetValue(key, out var old) ? BulkStatus.Created : old.Properties == change.Properties ? BulkStatus.Unchanged : BulkStatus.Updated;
        _edges[key] = change;
        return new(change.Line, status, Guid.CreateVersion7());
    }

    private bool Reaches(string from, string to, string type) =>
        from == to || _edges.Keys.Where(edge => edge.Source == from && edge.Type == type).Any(edge => Reaches(edge.Target, to, type));
}
