using AIKernel.Catalog.Importing;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>Imports that meet other writers.</summary>
public sealed class BulkRaceTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_resource_that_another_writer_creates_first_is_updated(bool atomic)
    {
        var ns = Sample.Namespace();
        Task<IReadOnlyList<BulkOutcome>> batch;
        await using var session = await database.Bare.Bulk.BeginAsync(atomic, None);
        var taken = Guid.NewGuid();
        await using (var gate = await Gate.CloseAsync(database,
            $"insert into catalog.resources (id, kind, namespace, name, title, content_hash) values ('{taken}', 'model', '{ns}', 'TAKEN', 't', repeat('0', 64))"))
        {
            batch = session.ApplyAsync(Sample.Lines([Sample.Content(ns, "free"), Sample.Content(ns, "taken")]), None).AsTask();
            await gate.OpenWhenWaitingAsync(1);
        }
        var outcomes = await batch;
        await session.CompleteAsync(None);
        Assert.Equal([BulkStatus.Created, BulkStatus.Updated], outcomes.Select(static outcome => outcome.Status));
        Assert.Equal(("taken", taken), ((await database.Bare.Resources.GetAsync(taken, None))!.Name, outcomes[1].Id!.Value));
    }

    [Fact]
    public async Task A_resource_that_changes_while_it_is_looked_at_is_looked_at_again()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        var id = (await database.Bare.Resources.CreateAsync(content, None)).Value!.Id;
        Task<IReadOnlyList<BulkOutcome>> batch;
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: false, None);
        await using (var gate = await Gate.CloseAsync(database, $"update catalog.resources set title = 'typed' where id = '{id}'"))
        {
            batch = session.ApplyAsync([new BulkResource(1, content.Reference, content with { Title = "imported" }, ExpectedRevision: 1)], None).AsTask();
            await gate.OpenWhenWaitingAsync(1);
        }
        Assert.Equal("revision-conflict", Assert.Single(await batch).Code);
        Assert.Equal("typed", (await database.Bare.Resources.GetAsync(id, None))!.Title);
    }

    [Fact]
    public async Task An_edge_that_another_writer_makes_first_is_unchanged_and_one_whose_end_goes_is_unresolved()
    {
        var ns = Sample.Namespace();
        var (a, b, c) = (Sample.Content(ns, "a"), Sample.Content(ns, "b"), Sample.Content(ns, "c"));
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: false, None);
        var ids = (await session.ApplyAsync(Sample.Lines([a, b, c]), None)).Select(static outcome => outcome.Id!.Value).ToArray();
        var edge = Guid.NewGuid();
        Task<IReadOnlyList<BulkOutcome>> batch;
        await using (var gate = await Gate.CloseAsync(database,
            $"insert into catalog.relationships (id, source, type, target) values ('{edge}', '{ids[0]}', 'uses', '{ids[1]}'); update catalog.resources set deleted_at = now() where id = '{ids[2]}'"))
        {
            batch = session.ApplyAsync([Sample.Edge(1, a, "uses", b), Sample.Edge(2, a, "uses", c), Sample.Edge(3, b, "uses", a)], None).AsTask();
            await gate.OpenWhenWaitingAsync(1);
        }
        var outcomes = await batch;
        Assert.Equal([BulkStatus.Unchanged, BulkStatus.Failed, BulkStatus.Created], outcomes.Select(static outcome => outcome.Status));
        Assert.Equal((edge, "unresolved-reference"), (outcomes[0].Id!.Value, outcomes[1].Code));
    }

    [Fact]
    public async Task A_batch_that_loses_a_deadlock_starts_again()
    {
        var ns = Sample.Namespace();
        var (a, b) = (Sample.Content(ns, "a"), Sample.Content(ns, "b"));
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: false, None);
        var ids = (await session.ApplyAsync(Sample.Lines([a, b]), None)).Select(static outcome => outcome.Id!.Value).Order().ToArray();
        Task<IReadOnlyList<BulkOutcome>> batch;
        await using (var gate = await Gate.CloseAsync(database, $"select 1 from catalog.resources where id = '{ids[1]}' for update"))
        {
            // Only the import looks for deadlocks before it is too late, so it is the one that loses.
            await gate.ExecuteAsync("set local deadlock_timeout = '60s'");
            batch = session.ApplyAsync(Sample.Lines([a with { Title = "x" }, b with { Title = "x" }]), None).AsTask();
            await gate.WaitAsync(1);
            await gate.ExecuteAsync($"select 1 from catalog.resources where id = '{ids[0]}' for update");
            await gate.OpenAsync();
        }
        Assert.All(await batch, static outcome => Assert.Equal(BulkStatus.Updated, outcome.Status));
    }
}
