using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Tests.Importing;

public class AtomicImportTests
{
    private static readonly BulkOptions Atomic = new(Atomic: true, DryRun: false);
    private readonly InMemoryBulkStore _store = new();

    [Fact]
    public async Task Without_a_failure_everything_is_kept_at_once()
    {
        var answer = await _store.RunAsync(Atomic, [.. Enumerable.Range(0, 1200).Select(index => Import.Model($"m{index}")), Import.Relate("m0", "m1")]);
        Assert.Equal((1200, 1, 1ul), (_store.Resources.Count, _store.Edges.Count, _store.Writes));
        Assert.False(answer.Summary.RolledBack);
        Assert.Equal(new CatalogPosition(1, 1), answer.Position);
        Assert.True(Assert.Single(_store.Sessions).Atomic);
    }

    [Theory]
    [InlineData("nonsense", "failed invalid-json")]
    [InlineData("{'op':'delete','ref':'model:n/zz'}", "failed not-found")]
    [InlineData("{'op':'relate','source':'model:n/a','type':'uses','target':'model:n/zz'}", "failed unresolved-reference")]
    public async Task One_failure_of_any_sort_rolls_everything_back_and_each_line_still_tells_its_own(string bad, string told)
    {
        var answer = await _store.RunAsync(Atomic, Import.Model("a"), bad, Import.Model("b"), Import.Relate("a", "b"));
        Assert.Equal(["1 created", $"2 {told}", "3 created", "4 created"], answer.Told);
        Assert.Equal((true, false, 1), (answer.Summary.RolledBack, answer.Summary.DryRun, answer.Summary.Failed));
        Assert.Null(answer.Position);
        Assert.Empty(_store.Resources);
        Assert.True(Assert.Single(_store.Sessions) is { IsCompleted: false, IsDisposed: true });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dry_run_tells_what_would_be_and_keeps_nothing(bool atomic)
    {
        await _store.RunAsync(Import.Model("a"));
        var answer = await _store.RunAsync(new BulkOptions(atomic, DryRun: true), Import.Model("a", ",'title':'x'"), Import.Model("b"), Import.Relate("a", "b"), "nonsense");
        Assert.Equal(["1 updated", "2 created", "3 created", "4 failed invalid-json"], answer.Told);
        Assert.Equal((true, true), (answer.Summary.RolledBack, answer.Summary.DryRun));
        Assert.Null(answer.Position);
        Assert.Equal("a", Assert.Single(_store.Resources).Value.Content.Title);
        Assert.False(_store.Sessions[1].IsCompleted);
    }

    [Fact]
    public async Task A_dry_run_without_a_failure_keeps_nothing_either()
    {
        var answer = await _store.RunAsync(new BulkOptions(Atomic: false, DryRun: true), Import.Model("a"));
        Assert.Equal((0, true), (answer.Summary.Failed, answer.Summary.RolledBack));
        Assert.Empty(_store.Resources);
        Assert.True(Assert.Single(_store.Sessions) is { Atomic: true, IsCompleted: false, IsDisposed: true });
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1000)]
    public async Task Cancellation_stops_between_batches_and_keeps_whole_ones_or_nothing(bool atomic, int kept)
    {
        using var cancelled = new CancellationTokenSource();
        _store.BeforeBatch = batch => { if (batch == 0) cancelled.Cancel(); };
        var lines = string.Join('\n', Enumerable.Range(0, 5000).Select(index => Import.Model($"m{index}")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.RunAsync(new MemoryStream(Json.Bytes(lines)), new(atomic, false), cancelled.Token));
        Assert.Equal(kept, _store.Resources.Count);
        Assert.True(Assert.Single(_store.Sessions) is { IsCompleted: false, IsDisposed: true });
        Assert.Equal([1000], _store.Sessions[0].ResourceBatches);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1000)]
    public async Task A_fault_of_the_store_comes_through_as_it_is(bool atomic, int kept)
    {
        _store.BeforeBatch = batch => { if (batch == 1) throw new TimeoutException("the database is gone"); };
        var lines = Enumerable.Range(0, 1500).Select(index => Import.Model($"m{index}")).ToArray();
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => _store.RunAsync(new BulkOptions(atomic, false), lines));
        Assert.Equal("the database is gone", exception.Message);
        Assert.Equal(kept, _store.Resources.Count);
        Assert.True(Assert.Single(_store.Sessions).IsDisposed);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1000)]
    public async Task A_fault_of_the_stream_comes_through_as_it_is(bool atomic, int kept)
    {
        var lines = string.Join('\n', Enumerable.Range(0, 1500).Select(index => Import.Model($"m{index}")));
        var exception = await Assert.ThrowsAsync<IOException>(() => _store.RunAsync(new BrokenStream(Json.Bytes(lines)), new BulkOptions(atomic, false)));
        Assert.Equal("the client is gone", exception.Message);
        Assert.Equal(kept, _store.Resources.Count);
        Assert.True(Assert.Single(_store.Sessions).IsDisposed);
    }
}
