using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>
/// What every <see cref="IResourceRepository"/> does, with or without a cache in front: each test writes, reads, writes
/// and reads again. This part: single resources and several at once.
/// </summary>
public abstract partial class ResourceRepositoryContract
{
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The repositories under test, over a catalog that the tests of one class share.</summary>
    protected abstract CatalogRepositories Repositories();

    private IResourceRepository Resources => Repositories().Resources;

    [Fact]
    public async Task A_created_resource_reads_back_in_every_way_with_every_field()
    {
        var content = Sample.Full(Sample.Namespace(), "Acme/Big-Model:v1@20240229");
        var created = await Resources.CreateAsync(content, None);
        Assert.Equal(WriteStatus.Created, created.Status);
        Assert.NotEqual(default, created.Position);
        var resource = created.Value!;
        Assert.Equal((1, 1L, ContentHash.Of(content)), (resource.Version, resource.Revision, resource.ContentHash));
        Assert.Equal(7, resource.Id.Version);
        Assert.Equal(TimeSpan.Zero, resource.CreatedAt.Offset);
        Assert.Equal(resource.CreatedAt, resource.UpdatedAt);
        Assert.Equal(ContentHash.Of(content), ContentHash.Of(resource));

        Assert.Equal(resource, await Resources.GetAsync(resource.Id, None));
        Assert.Equal(resource, await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Equal(resource, (await Resources.GetManyAsync([resource.Id], None))[0]);
        Assert.Equal(resource, (await Resources.GetManyByReferenceAsync([content.Reference], None))[0]);
        Assert.Equal(content.Spec.Text, (await Resources.GetAsync(resource.Id, None))!.Spec.Text);
    }

    [Fact]
    public async Task An_absent_reference_is_null_until_it_is_created()
    {
        var content = Sample.Content(Sample.Namespace(), "later");
        Assert.Null(await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Null((await Resources.GetManyByReferenceAsync([content.Reference], None))[0]);
        var created = (await Resources.CreateAsync(content, None)).Value;
        Assert.Equal(created, await Resources.GetByReferenceAsync(content.Reference, None));
        Assert.Equal(created, (await Resources.GetManyByReferenceAsync([content.Reference], None))[0]);
    }

    [Fact]
    public async Task A_reference_is_found_without_regard_to_the_case_of_its_name_and_to_its_version()
    {
        var content = Sample.Content(Sample.Namespace(), "MixedCase");
        var created = (await Resources.CreateAsync(content, None)).Value;
        Assert.Equal(created, await Resources.GetByReferenceAsync(content.Reference with { Name = "mIXEDcASE", Version = 9 }, None));
        Assert.Null(await Resources.GetByReferenceAsync(content.Reference with { Kind = "Model" }, None));
    }

    [Fact]
    public async Task The_same_key_in_another_case_is_refused_and_the_resource_in_the_way_is_told()
    {
        var content = Sample.Content(Sample.Namespace(), "Taken");
        var first = (await Resources.CreateAsync(content, None)).Value;
        var second = await Resources.CreateAsync(content with { Name = "tAKEN", Title = "other" }, None);
        Assert.Equal(WriteStatus.KeyExists, second.Status);
        Assert.Equal(first, second.Value);
        Assert.Equal(first, await Resources.GetByReferenceAsync(content.Reference, None));
    }

    [Fact]
    public async Task The_same_name_in_another_kind_or_namespace_is_another_resource()
    {
        var content = Sample.Content(Sample.Namespace(), "same");
        WriteResult<Resource>[] results =
        [
            await Resources.CreateAsync(content, None),
            await Resources.CreateAsync(content with { Kind = "dataset" }, None),
            await Resources.CreateAsync(content with { Namespace = Sample.Namespace() }, None),
        ];
        Assert.All(results, static result => Assert.Equal(WriteStatus.Created, result.Status));
        Assert.Equal(3, results.Select(static result => result.Value!.Id).Distinct().Count());
    }

    [Fact]
    public async Task Many_are_answered_in_the_order_asked_with_duplicates_and_gaps()
    {
        var ns = Sample.Namespace();
        var a = (await Resources.CreateAsync(Sample.Content(ns, "a"), None)).Value!;
        var b = (await Resources.CreateAsync(Sample.Content(ns, "b"), None)).Value!;
        Assert.Equal([b, null, a, b], await Resources.GetManyAsync([b.Id, Guid.NewGuid(), a.Id, b.Id], None));
        var missing = new ResourceReference("model", ns, "missing");
        var other = b.Reference with { Name = "B" };
        Assert.Equal([b, null, a, b], await Resources.GetManyByReferenceAsync([b.Reference, missing, a.Reference, other], None));
        Assert.Empty(await Resources.GetManyAsync([], None));
        Assert.Empty(await Resources.GetManyByReferenceAsync([], None));
    }

    [Fact]
    public async Task Many_show_a_change_of_one_of_them()
    {
        var ns = Sample.Namespace();
        var a = (await Resources.CreateAsync(Sample.Content(ns, "a"), None)).Value!;
        var b = (await Resources.CreateAsync(Sample.Content(ns, "b"), None)).Value!;
        Assert.Equal([a, b], await Resources.GetManyAsync([a.Id, b.Id], None));
        var changed = (await Resources.UpdateAsync(b.Id, Sample.Content(ns, "b") with { Title = "changed" }, WriteCondition.Any, None)).Value!;
        Assert.Equal([a, changed], await Resources.GetManyAsync([a.Id, b.Id], None));
        Assert.Equal([changed, a], await Resources.GetManyByReferenceAsync([b.Reference, a.Reference], None));
    }

    [Fact]
    public async Task Five_hundred_at_once_are_answered()
    {
        var ns = Sample.Namespace();
        await using (var session = await Repositories().Bulk.BeginAsync(atomic: true, None))
        {
            await session.ApplyAsync(Sample.Lines(Enumerable.Range(0, 500).Select(i => Sample.Content(ns, $"n{i:000}"))), None);
            await session.CompleteAsync(None);
        }
        var references = Enumerable.Range(0, 500).Select(i => new ResourceReference("model", ns, $"N{499 - i:000}")).ToArray();
        var found = await Resources.GetManyByReferenceAsync(references, None);
        Assert.Equal(references.Select(static reference => reference.Name.ToLowerInvariant()), found.Select(static resource => resource!.Name));
        Assert.Equal(found, await Resources.GetManyAsync([.. found.Select(static resource => resource!.Id)], None));
    }

    [Theory]
    [InlineData("nul\0name")]
    [InlineData("lone\ud800surrogate")]
    [InlineData("\u212a")] // the Kelvin sign, whose lower case is an ordinary k
    [InlineData("a b")]
    [InlineData("'; drop table catalog.resources; --")]
    public async Task What_cannot_be_stored_is_not_found_instead_of_an_error(string text)
    {
        await Resources.CreateAsync(Sample.Content(Sample.Namespace(), "k"), None);
        Assert.Null(await Resources.GetByReferenceAsync(new("model", "ns", text), None));
        Assert.Null(await Resources.GetByReferenceAsync(new("model", text, "name"), None));
        Assert.Null(await Resources.GetByReferenceAsync(new(text, "ns", "name"), None));
        Assert.Null((await Resources.GetManyByReferenceAsync([new("model", "ns", text)], None))[0]);
        var unstorable = text.Contains('\0', StringComparison.Ordinal) || text.Contains('\ud800', StringComparison.Ordinal);
        ResourceQuery[] queries =
        [
            new() { Kind = text }, new() { Namespace = text }, new() { Owner = text }, new() { Tags = [text] },
            new() { Labels = ValueMap.Create([new("k", text)]) }, new() { Labels = ValueMap.Create([new(text, "v")]) },
            new() { Namespace = "ns-none", Cursor = new([text, text, text, Guid.NewGuid().ToString()]) },
        ];
        foreach (var query in queries)
        {
            Assert.Empty((await Resources.ListAsync(query, None)).Items);
            if (unstorable && query.Cursor is null) Assert.Equal(0, (await Resources.CountAsync(query, None)).Total);
        }
    }
}
