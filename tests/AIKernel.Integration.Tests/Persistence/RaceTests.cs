using AIKernel.Catalog;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>
/// Writers that meet. A lock of the test's own holds them at the place where they meet; the test waits until the
/// database says that they all wait, and lets go.
/// </summary>
public sealed class RaceTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Lets everybody look and lock rows, and nobody write.
    private const string NoInserts = "lock table catalog.resources in share row exclusive mode";
    private const string NoEdges = "lock table catalog.relationships in share row exclusive mode";

    private IResourceRepository Resources => database.Bare.Resources;
    private IRelationshipRepository Relationships => database.Bare.Relationships;

    [Fact]
    public async Task Of_two_creates_of_one_key_one_is_told_of_the_other()
    {
        var content = Sample.Content(Sample.Namespace(), "key");
        Task<WriteResult<Resource>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, NoInserts))
        {
            writers = [Resources.CreateAsync(content, None).AsTask(), Resources.CreateAsync(content with { Name = "KEY" }, None).AsTask()];
            await gate.OpenWhenWaitingAsync(2);
        }
        var results = (await Task.WhenAll(writers)).OrderBy(static result => result.Status).ToArray();
        Assert.Equal([WriteStatus.Created, WriteStatus.KeyExists], results.Select(static result => result.Status));
        Assert.Equal(results[0].Value, results[1].Value);
        Assert.True(results[1].Position.Sequence > results[0].Position.Sequence);
    }

    [Fact]
    public async Task Of_two_updates_at_one_revision_one_is_refused()
    {
        var content = Sample.Content(Sample.Namespace(), "thing");
        var resource = (await Resources.CreateAsync(content, None)).Value!;
        Task<WriteResult<Resource>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, $"select 1 from catalog.resources where id = '{resource.Id}' for update"))
        {
            writers = [.. new[] { "x", "y" }.Select(title => Resources.UpdateAsync(resource.Id, content with { Title = title }, WriteCondition.RevisionIn([1]), None).AsTask())];
            await gate.OpenWhenWaitingAsync(2);
        }
        var results = (await Task.WhenAll(writers)).OrderBy(static result => result.Status).ToArray();
        Assert.Equal([WriteStatus.Updated, WriteStatus.PreconditionFailed], results.Select(static result => result.Status));
        Assert.Equal(results[0].Value, results[1].Value);
        Assert.Equal(2, (await Resources.GetAsync(resource.Id, None))!.Revision);
    }

    [Fact]
    public async Task A_change_that_is_overtaken_by_one_typed_by_hand_is_made_on_top_of_it()
    {
        var content = Sample.Content(Sample.Namespace(), "overtaken") with { Description = "before" };
        var resource = (await Resources.CreateAsync(content, None)).Value!;
        Task<WriteResult<Resource>> writer;
        await using (var gate = await Gate.CloseAsync(database, $"update catalog.resources set title = 'typed' where id = '{resource.Id}'"))
        {
            writer = Resources.UpdateAsync(resource.Id, content with { Title = "typed", Description = "after" }, WriteCondition.Any, None).AsTask();
            await gate.OpenWhenWaitingAsync(1);
        }
        var result = await writer;
        Assert.Equal((WriteStatus.Updated, 3, "after"), (result.Status, result.Value!.Revision, result.Value.Description));
        // What it changed is told beside what it found, and not beside what it had seen.
        Assert.Equal(["description"], (await Resources.GetVersionAsync(resource.Id, result.Value.Version, None))!.ChangedFields);
    }

    [Fact]
    public async Task Of_many_upserts_one_creates_and_every_other_makes_the_next_version()
    {
        var ns = Sample.Namespace();
        Task<WriteResult<Resource>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, NoInserts))
        {
            writers = [.. Enumerable.Range(0, 4).Select(i => Resources.UpsertAsync(Sample.Content(ns, "key") with { Title = $"t{i}" }, WriteCondition.Any, None).AsTask())];
            await gate.OpenWhenWaitingAsync(4);
        }
        var results = await Task.WhenAll(writers);
        Assert.Single(results, static result => result.Status == WriteStatus.Created);
        Assert.Equal(3, results.Count(static result => result.Status == WriteStatus.Updated));
        Assert.Equal([1, 2, 3, 4], results.Select(static result => result.Value!.Version).Order());
        var id = results[0].Value!.Id;
        Assert.Equal([4, 3, 2, 1], (await Resources.ListVersionsAsync(new(id, null, 10), None))!.Items.Select(static version => version.Number));
    }

    [Fact]
    public async Task Of_two_renames_onto_one_name_one_is_refused()
    {
        var ns = Sample.Namespace();
        var a = (await Resources.CreateAsync(Sample.Content(ns, "a"), None)).Value!;
        var b = (await Resources.CreateAsync(Sample.Content(ns, "b"), None)).Value!;
        Task<WriteResult<Resource>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, NoInserts))
        {
            writers = [.. new[] { a.Id, b.Id }.Select(id => Resources.UpdateAsync(id, Sample.Content(ns, "wanted"), WriteCondition.Any, None).AsTask())];
            await gate.OpenWhenWaitingAsync(2);
        }
        Assert.Equal([WriteStatus.Updated, WriteStatus.KeyExists], (await Task.WhenAll(writers)).Select(static result => result.Status).Order());
    }

    [Fact]
    public async Task Of_two_edges_that_close_a_cycle_only_together_one_is_refused()
    {
        var (a, b) = await PairAsync();
        Task<WriteResult<Relationship>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, NoEdges))
        {
            writers = [RelateAsync(a, "supersedes", b), RelateAsync(b, "supersedes", a)];
            await gate.OpenWhenWaitingAsync(2);
        }
        Assert.Equal([WriteStatus.Created, WriteStatus.Cycle], (await Task.WhenAll(writers)).Select(static result => result.Status).Order());
    }

    [Fact]
    public async Task Of_two_equal_edges_one_is_told_of_the_other()
    {
        var (a, b) = await PairAsync();
        Task<WriteResult<Relationship>>[] writers;
        await using (var gate = await Gate.CloseAsync(database, NoEdges))
        {
            writers = [RelateAsync(a, "uses", b), RelateAsync(a, "uses", b)];
            await gate.OpenWhenWaitingAsync(2);
        }
        var results = (await Task.WhenAll(writers)).OrderBy(static result => result.Status).ToArray();
        Assert.Equal([WriteStatus.Created, WriteStatus.DuplicateEdge], results.Select(static result => result.Status));
        Assert.Equal(results[0].Value, results[1].Value);
    }

    [Theory]
    [InlineData("update catalog.resources set deleted_at = now() where id = '{0}'")]
    [InlineData("delete from catalog.resources where id = '{0}'")]
    public async Task An_end_that_is_being_deleted_is_not_found(string deletion)
    {
        var (a, b) = await PairAsync();
        Task<WriteResult<Relationship>> writer;
        await using (var gate = await Gate.CloseAsync(database, string.Format(System.Globalization.CultureInfo.InvariantCulture, deletion, b)))
        {
            writer = RelateAsync(a, "uses", b);
            await gate.OpenWhenWaitingAsync(1);
        }
        Assert.Equal(WriteStatus.TargetNotFound, (await writer).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delete_of_an_end_waits_for_the_edge_that_is_being_made(bool purge)
    {
        var (a, b) = await PairAsync();
        Task<WriteResult<Relationship>> edge;
        Task<WriteResult<Resource>> deletion;
        await using (var gate = await Gate.CloseAsync(database, NoEdges))
        {
            edge = RelateAsync(a, "uses", b);
            await gate.WaitAsync(1);
            deletion = purge ? Resources.PurgeAsync(b, WriteCondition.Any, None).AsTask() : Resources.DeleteAsync(b, WriteCondition.Any, None).AsTask();
            await gate.OpenWhenWaitingAsync(2);
        }
        var created = await edge;
        Assert.Equal(WriteStatus.Created, created.Status);
        Assert.Equal(WriteStatus.Deleted, (await deletion).Status);
        Assert.Null(await Relationships.GetAsync(created.Value!.Id, None));
        Assert.Empty((await Relationships.ListAsync(new() { ResourceId = a }, None))!.Items);
    }

    private async Task<(Guid A, Guid B)> PairAsync()
    {
        var ns = Sample.Namespace();
        return ((await Resources.CreateAsync(Sample.Content(ns, "a"), None)).Value!.Id, (await Resources.CreateAsync(Sample.Content(ns, "b"), None)).Value!.Id);
    }

    private Task<WriteResult<Relationship>> RelateAsync(Guid source, string type, Guid target) =>
        Relationships.CreateAsync(new(source, type, target, CanonicalJson.Empty), None).AsTask();
}
