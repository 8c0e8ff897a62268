using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>Lists, counts and version histories.</summary>
public abstract partial class ResourceRepositoryContract
{
    [Fact]
    public async Task A_list_keeps_every_filter_and_shows_changes()
    {
        var ns = Sample.Namespace();
        await Resources.CreateAsync(Sample.Content(ns, "plain"), None);
        var full = (await Resources.CreateAsync(Sample.Full(ns, "full", "dataset"), None)).Value!;
        ResourceQuery[] matching =
        [
            new() { Namespace = ns, Kind = "dataset" },
            new() { Namespace = ns, Owner = full.Owner },
            new() { Namespace = ns, Lifecycle = Lifecycle.Deprecated },
            new() { Namespace = ns, Tags = ["c++", "chat"] },
            new() { Namespace = ns, Labels = ValueMap.Create([new("tier", "gold"), new("région", "europe/ouest")]) },
            new() { Namespace = ns, Labels = ValueMap.Create([new("empty", "")]) },
        ];
        foreach (var query in matching)
        {
            var item = Assert.Single((await Resources.ListAsync(query, None)).Items);
            Assert.Equal(Summary(full), item);
            Assert.Equal(1, (await Resources.CountAsync(query, None)).Total);
        }
        ResourceQuery[] missing =
        [
            new() { Namespace = ns, Tags = ["chat", "absent"] },
            new() { Namespace = ns, Labels = ValueMap.Create([new("tier", "silver")]) },
            new() { Namespace = ns, Kind = "agent" },
        ];
        foreach (var query in missing) Assert.Empty((await Resources.ListAsync(query, None)).Items);
        await Resources.UpdateAsync(full.Id, Sample.Content(ns, "full", "dataset"), WriteCondition.Any, None);
        foreach (var query in matching.Skip(1)) Assert.Empty((await Resources.ListAsync(query, None)).Items);
        Assert.Equal("full", Assert.Single((await Resources.ListAsync(matching[0], None)).Items).Title);
    }

    [Theory]
    [InlineData(ResourceSort.Name)]
    [InlineData(ResourceSort.Updated)]
    [InlineData(ResourceSort.Created)]
    public async Task Pages_walk_over_every_resource_once_in_the_order_of_the_sort(ResourceSort sort)
    {
        var ns = Sample.Namespace();
        await using (var session = await Repositories().Bulk.BeginAsync(atomic: false, None))
        {
            // One batch has one time, so all but the id ties; names differ by case only in part.
            await session.ApplyAsync(Sample.Lines(Enumerable.Range(0, 23).Select(i => Sample.Content(ns, $"{(i % 2 == 0 ? "N" : "n")}{i:00}", i % 3 == 0 ? "tool" : "model"))), None);
            await session.CompleteAsync(None);
        }
        var query = new ResourceQuery { Namespace = ns, Sort = sort, Limit = 5 };
        var seen = await WalkAsync(query);
        var expected = sort == ResourceSort.Name
            ? seen.OrderBy(i => i.Kind, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal)
            : seen.OrderByDescending(i => sort == ResourceSort.Updated ? i.UpdatedAt : i.CreatedAt).ThenByDescending(i => i.Id);
        Assert.Equal(23, seen.Select(static item => item.Id).Distinct().Count());
        Assert.Equal(expected.Select(static item => item.Id), seen.Select(static item => item.Id));
    }

    [Fact]
    public async Task The_most_recently_changed_comes_first()
    {
        var ns = Sample.Namespace();
        var query = new ResourceQuery { Namespace = ns, Sort = ResourceSort.Updated };
        foreach (var name in new[] { "a", "b", "c" }) await Resources.CreateAsync(Sample.Content(ns, name), None);
        Assert.Equal(["c", "b", "a"], (await Resources.ListAsync(query, None)).Items.Select(static item => item.Name));
        await Resources.UpsertAsync(Sample.Content(ns, "a") with { Title = "new" }, WriteCondition.Any, None);
        Assert.Equal(["a", "c", "b"], (await Resources.ListAsync(query, None)).Items.Select(static item => item.Name));
        Assert.Equal(["c", "b", "a"], (await Resources.ListAsync(query with { Sort = ResourceSort.Created }, None)).Items.Select(static item => item.Name));
    }

    [Fact]
    public async Task The_last_page_has_no_cursor_even_when_it_is_full()
    {
        var ns = Sample.Namespace();
        for (var i = 0; i < 4; i++) await Resources.CreateAsync(Sample.Content(ns, $"n{i}"), None);
        var query = new ResourceQuery { Namespace = ns, Limit = 2 };
        var first = await Resources.ListAsync(query, None);
        Assert.NotNull(first.NextCursor);
        var second = await Resources.ListAsync(query with { Cursor = Parse(first.NextCursor, query.CursorScope) }, None);
        Assert.Equal((2, null), (second.Items.Count, second.NextCursor));
    }

    [Fact]
    public async Task A_cursor_of_a_strange_form_is_no_error()
    {
        var ns = Sample.Namespace();
        await Resources.CreateAsync(Sample.Content(ns, "n"), None);
        foreach (var sort in Enum.GetValues<ResourceSort>())
        {
            foreach (var keys in new string[][] { [], ["x"], ["x", "y"], ["99999999999999999999", "x"], ["a", "b", "c", "not-an-id"], ["\0", "\ud800", "c", Guid.NewGuid().ToString()] })
            {
                var page = await Resources.ListAsync(new() { Namespace = ns, Sort = sort, Cursor = new(ValueList.Create<string>(keys)) }, None);
                Assert.Single(page.Items);
            }
        }
    }

    [Fact]
    public async Task Counts_are_exact_per_kind_and_follow_changes()
    {
        var ns = Sample.Namespace();
        var filter = new ResourceFilter { Namespace = ns };
        Assert.Equal(new ResourceCounts(0, []), await Resources.CountAsync(filter, None));
        await Resources.CreateAsync(Sample.Content(ns, "t", "tool"), None);
        await Resources.CreateAsync(Sample.Content(ns, "a", "agent"), None);
        var second = (await Resources.CreateAsync(Sample.Content(ns, "b", "agent"), None)).Value!;
        Assert.Equal(new ResourceCounts(3, [new("agent", 2), new("tool", 1)]), await Resources.CountAsync(filter, None));
        await Resources.DeleteAsync(second.Id, WriteCondition.Any, None);
        Assert.Equal(new ResourceCounts(2, [new("agent", 1), new("tool", 1)]), await Resources.CountAsync(filter, None));
        await Resources.RestoreAsync(second.Id, WriteCondition.Any, None);
        Assert.Equal(3, (await Resources.CountAsync(filter, None)).Total);
    }

    [Fact]
    public async Task Every_change_of_content_is_a_version_that_never_changes()
    {
        var ns = Sample.Namespace();
        var resource = (await Resources.CreateAsync(Sample.Content(ns, "thing"), None)).Value!;
        Assert.Empty((await Resources.GetVersionAsync(resource.Id, 1, None))!.ChangedFields);
        Assert.Null(await Resources.GetVersionAsync(resource.Id, 2, None));
        var full = Sample.Full(ns, "Thing");
        await Resources.UpdateAsync(resource.Id, full, WriteCondition.Any, None);
        await Resources.DeleteAsync(resource.Id, WriteCondition.Any, None);
        await Resources.RestoreAsync(resource.Id, WriteCondition.Any, None);
        await Resources.UpdateAsync(resource.Id, full with { Owner = null }, WriteCondition.Any, None);

        var versions = (await Resources.ListVersionsAsync(new(resource.Id, null, 10), None))!.Items;
        Assert.Equal([3, 2, 1], versions.Select(static version => version.Number));
        Assert.Equal(["owner"], versions[0].ChangedFields);
        Assert.Equal(["name", "title", "description", "owner", "lifecycle", "tags", "labels", "links", "spec"], versions[1].ChangedFields);
        var second = (await Resources.GetVersionAsync(resource.Id, 2, None))!;
        Assert.Equal(versions[1], second);
        Assert.Equal(AIKernel.Catalog.Validation.ContentHash.Of(full), second.ContentHash);
        Assert.Equal(second.ContentHash, AIKernel.Catalog.Validation.ContentHash.Of(second));
        Assert.Equal("thing", versions[2].Title);
        Assert.Equal(5, (await Resources.GetAsync(resource.Id, None))!.Revision);
    }

    [Fact]
    public async Task Versions_are_paged_from_the_newest_and_null_without_the_resource()
    {
        var ns = Sample.Namespace();
        var id = (await Resources.CreateAsync(Sample.Content(ns, "thing"), None)).Value!.Id;
        for (var i = 2; i <= 7; i++) await Resources.UpsertAsync(Sample.Content(ns, "thing") with { Title = $"v{i}" }, WriteCondition.Any, None);
        var numbers = new List<int>();
        Cursor? cursor = null;
        do
        {
            var query = new VersionQuery(id, cursor, 3);
            var page = (await Resources.ListVersionsAsync(query, None))!;
            numbers.AddRange(page.Items.Select(static version => version.Number));
            cursor = page.NextCursor is { } text ? Parse(text, query.CursorScope) : null;
        }
        while (cursor is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], numbers);
        Assert.Empty((await Resources.ListVersionsAsync(new(id, new(["1"]), 3), None))!.Items);
        Assert.Null(await Resources.ListVersionsAsync(new(Guid.NewGuid(), null, 3), None));
        Assert.Null(await Resources.GetVersionAsync(id, 0, None));
        Assert.Null(await Resources.GetVersionAsync(Guid.NewGuid(), 1, None));
    }

    private async Task<List<ResourceSummary>> WalkAsync(ResourceQuery query)
    {
        var seen = new List<ResourceSummary>();
        for (string? next = ""; next is not null;)
        {
            var page = await Resources.ListAsync(next.Length == 0 ? query : query with { Cursor = Parse(next, query.CursorScope) }, None);
            Assert.True(page.Items.Count <= query.Limit);
            seen.AddRange(page.Items);
            next = page.NextCursor;
        }
        return seen;
    }

    private static Cursor Parse(string text, string scope)
    {
        Assert.True(Cursor.TryParse(text, scope, out var cursor));
        return cursor!;
    }

    private static ResourceSummary Summary(Resource resource) => new()
    {
        Id = resource.Id,
        Ref = resource.Reference,
        Kind = resource.Kind,
        Namespace = resource.Namespace,
        Name = resource.Name,
        Title = resource.Title,
        Description = resource.Description,
        Owner = resource.Owner,
        Lifecycle = resource.Lifecycle,
        Tags = resource.Tags,
        Labels = resource.Labels,
        Version = resource.Version,
        Revision = resource.Revision,
        CreatedAt = resource.CreatedAt,
        UpdatedAt = resource.UpdatedAt,
    };
}
