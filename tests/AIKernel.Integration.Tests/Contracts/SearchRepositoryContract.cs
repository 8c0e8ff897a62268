using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>What every <see cref="ISearchRepository"/> does, without lag.</summary>
public abstract partial class SearchRepositoryContract
{
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The repositories under test, over a catalog that the tests of one class share.</summary>
    protected abstract CatalogRepositories Repositories();

    private ISearchRepository Search => Repositories().Search;

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("4o")]
    [InlineData("GPT 4O")]
    [InlineData("openai/gpt-4o")]
    [InlineData("mini gpt")]
    [InlineData("\"gpt 4o mini\"")]
    [InlineData("gpt -llama")]
    [InlineData("llama or gpt")]
    [InlineData("omnimodal")] // a title word
    [InlineData("cheap:fast")] // a tag
    [InlineData("reasons")] // a description word, in another form
    [InlineData("gpt the")]
    public async Task A_resource_is_found_by_any_of_its_words(string text)
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "openai/gpt-4o-mini") with
        {
            Title = "Small omnimodal model",
            Tags = ["cheap:fast"],
            Description = "It is reasoning about https://example.org/things?a=b.",
        });
        await NewAsync(Sample.Content(ns, "unrelated"));
        var page = await FindAsync(ns, text);
        Assert.Equal((1, "openai/gpt-4o-mini"), (page.Total, Assert.Single(page.Items).Name));
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData("gpt -mini")]
    [InlineData("-gpt-4o")]
    [InlineData("\"4o gpt\"")]
    [InlineData("gpt llama")]
    public async Task A_resource_is_not_found_by_what_excludes_it(string text)
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "gpt-4o-mini"));
        await NewAsync(Sample.Content(ns, "mini-other-4o") with { Title = "gpt" }); // so that something matches, and nothing is guessed
        Assert.DoesNotContain((await FindAsync(ns, text)).Items, static item => item.Name == "gpt-4o-mini");
    }

    [Fact]
    public async Task The_name_weighs_more_than_title_and_tags_and_these_more_than_the_description()
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "one") with { Description = "zebra" });
        await NewAsync(Sample.Content(ns, "two") with { Title = "zebra" });
        await NewAsync(Sample.Content(ns, "zebra-large"));
        await NewAsync(Sample.Content(ns, "Zebra"));
        Assert.Equal(["Zebra", "zebra-large", "two", "one"], (await FindAsync(ns, "zebra")).Items.Select(static item => item.Name));
    }

    [Fact]
    public async Task Results_follow_every_change()
    {
        var ns = Sample.Namespace();
        Assert.Equal(0, (await FindAsync(ns, "walrus")).Total);
        var resource = await NewAsync(Sample.Content(ns, "walrus"));
        Assert.Equal(resource.Id, Assert.Single((await FindAsync(ns, "walrus")).Items).Id);
        await Repositories().Resources.UpdateAsync(resource.Id, Sample.Content(ns, "penguin"), WriteCondition.Any, None);
        Assert.Equal(0, (await FindAsync(ns, "walrus")).Total);
        Assert.Equal("penguin", Assert.Single((await FindAsync(ns, "penguin")).Items).Name);
        await Repositories().Resources.DeleteAsync(resource.Id, WriteCondition.Any, None);
        Assert.Equal(0, (await FindAsync(ns, "penguin")).Total);
        await Repositories().Resources.RestoreAsync(resource.Id, WriteCondition.Any, None);
        Assert.Equal(1, (await FindAsync(ns, "penguin")).Total);
        await Repositories().Resources.PurgeAsync(resource.Id, WriteCondition.Any, None);
        Assert.Equal(0, (await FindAsync(ns, "penguin")).Total);
    }

    [Fact]
    public async Task Facets_count_what_lifting_their_own_selection_would_show()
    {
        var (ns, other) = (Sample.Namespace(), Sample.Namespace());
        await NewAsync(Sample.Content(ns, "m1") with { Tags = ["facet-a", "facet-b"], Owner = "x", Lifecycle = Lifecycle.Draft, Description = "quokka" });
        await NewAsync(Sample.Content(ns, "m2") with { Tags = ["facet-a"], Owner = "y", Description = "quokka" });
        await NewAsync(Sample.Content(ns, "t1", "tool") with { Tags = ["facet-a"], Owner = "y", Description = "quokka" });
        await NewAsync(Sample.Content(other, "m3") with { Tags = ["facet-c"], Description = "quokka" });
        var all = await Search.SearchAsync(new() { Text = "quokka" }, None);
        Assert.Equal(4, all.Total);
        Assert.Equal([new("model", 3), new("tool", 1)], all.Facets.Kind);
        Assert.Equal([new("facet-a", 3), new("facet-b", 1), new("facet-c", 1)], all.Facets.Tag);
        Assert.Equal([new("y", 2), new("x", 1)], all.Facets.Owner);
        Assert.Equal([new("active", 3), new("draft", 1)], all.Facets.Lifecycle);

        var narrow = await Search.SearchAsync(new() { Text = "quokka", Kinds = ["model"], Namespaces = [ns], Tags = ["facet-a"] }, None);
        Assert.Equal((2, 2), (narrow.Total, narrow.Items.Count));
        Assert.Equal([new("model", 2), new("tool", 1)], narrow.Facets.Kind);
        Assert.Equal([new(ns, 2)], narrow.Facets.Namespace);
        Assert.Equal([new("facet-a", 2), new("facet-b", 1)], narrow.Facets.Tag);
        Assert.Equal([new("x", 1), new("y", 1)], narrow.Facets.Owner);

        var nothing = await Search.SearchAsync(new() { Text = "quokka", Kinds = ["agent"], Namespaces = [ns] }, None);
        Assert.Equal((0, 0), (nothing.Total, nothing.Items.Count));
        Assert.Equal([new("model", 2), new("tool", 1)], nothing.Facets.Kind);
    }

    [Fact]
    public async Task Labels_and_several_values_of_a_field_narrow_the_search()
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "a") with { Labels = ValueMap.Create([new("tier", "gold"), new("eu", "yes")]) });
        await NewAsync(Sample.Content(ns, "b", "tool") with { Labels = ValueMap.Create([new("tier", "gold")]) });
        await NewAsync(Sample.Content(ns, "c", "agent"));
        Assert.Equal(2, (await Search.SearchAsync(new() { Namespaces = [ns], Labels = ValueMap.Create([new("tier", "gold")]) }, None)).Total);
        Assert.Equal(1, (await Search.SearchAsync(new() { Namespaces = [ns], Labels = ValueMap.Create([new("tier", "gold"), new("eu", "yes")]) }, None)).Total);
        Assert.Equal(2, (await Search.SearchAsync(new() { Namespaces = [ns], Kinds = ["agent", "tool"] }, None)).Total);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pages")]
    [InlineData("pagws")] // nothing is spelled so
    public async Task Pages_walk_over_every_match_once_in_order(string text)
    {
        var ns = Sample.Namespace();
        await using (var session = await Repositories().Bulk.BeginAsync(atomic: true, None))
        {
            await session.ApplyAsync(Sample.Lines(Enumerable.Range(0, 17).Select(i => Sample.Content(ns, $"pages-{i % 5}", i < 5 ? "model" : i < 10 ? "tool" : i < 15 ? "agent" : "team") with { Title = "same" })), None);
            await session.CompleteAsync(None);
        }
        var query = new SearchQuery { Text = text, Namespaces = [ns], Limit = 4 };
        var seen = new List<ResourceSummary>();
        for (Cursor? cursor = null; ;)
        {
            var page = await Search.SearchAsync(query with { Cursor = cursor }, None);
            Assert.Equal(17, page.Total);
            seen.AddRange(page.Items);
            if (page.NextCursor is null) break;
            Assert.True(Cursor.TryParse(page.NextCursor, query.CursorScope, out cursor));
        }
        Assert.Equal(17, seen.Select(static item => item.Id).Distinct().Count());
        Assert.Equal(seen.OrderBy(static item => item.Name, StringComparer.Ordinal).ThenBy(static item => item.Id).Select(static item => item.Id), seen.Select(static item => item.Id));
    }

    [Fact]
    public async Task A_misspelled_word_finds_similar_names_only_when_nothing_matches()
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "mistral-large"));
        await NewAsync(Sample.Content(ns, "entirely-different"));
        Assert.Equal("mistral-large", Assert.Single((await FindAsync(ns, "mistrql")).Items).Name);
        Assert.Equal(0, (await FindAsync(ns, "\"mistrql\"")).Total);
        Assert.Equal(0, (await FindAsync(ns, "mistrql -small")).Total);
        await NewAsync(Sample.Content(ns, "mistrql"));
        Assert.Equal("mistrql", Assert.Single((await FindAsync(ns, "mistrql")).Items).Name);
        Assert.Equal(0, (await FindAsync(ns, "qqqqxxxxzzzz")).Total);
    }

    private ValueTask<SearchPage> FindAsync(string ns, string text) => Search.SearchAsync(new() { Text = text, Namespaces = [ns] }, None);

    private async Task<Resource> NewAsync(ResourceContent content)
    {
        var result = await Repositories().Resources.CreateAsync(content, None);
        Assert.Equal(WriteStatus.Created, result.Status);
        return result.Value!;
    }
}
