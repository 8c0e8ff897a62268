using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Contracts;

/// <summary>Odd texts and suggestions.</summary>
public abstract partial class SearchRepositoryContract
{
    public static TheoryData<string> OddTexts => new()
    {
        "\"", "\"\"", "\"unclosed phrase", "-", "--", "- -", "-\"", "or", "or or", "OR -", "the", "'", "''", "\\", "\\'", "a & b | !c", "(((", "a <-> b", ":*", "a:*",
        "%", "_", "%%%", "<%", "$1", "@text", "{0}", "nul\0nul", "\0", "lone\ud800", "\udc00\ud800", "🙂", "模型", "   ", "\t\n", "c++", "a/b/../c", "1e400", "-1", "<b>", "&amp;",
        new string('x', 500), string.Join(' ', Enumerable.Repeat("a-b", 125)), "https://user:pw@example.org:80/p?q#f", "a.b_c-d/e:f@g",
    };

    [Theory]
    [MemberData(nameof(OddTexts))]
    public async Task Any_text_gets_an_answer(string text)
    {
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "something"));
        var page = await FindAsync(ns, text);
        Assert.Equal(page.Total, page.Items.Count);
        var prefix = text.Length > 100 ? text[..100] : text;
        Assert.True((await Search.AutocompleteAsync(new(prefix, null, 5), None)).Count <= 5);
        Assert.Empty(await Search.AutocompleteAsync(new("something", text, 5), None));
        Assert.Equal(0, (await Search.SearchAsync(new() { Kinds = [text] }, None)).Total);
        Assert.Equal(0, (await Search.SearchAsync(new() { Namespaces = [text] }, None)).Total);
        Assert.Equal(0, (await Search.SearchAsync(new() { Tags = [text] }, None)).Total);
        Assert.Equal(0, (await Search.SearchAsync(new() { Labels = ValueMap.Create([new(text, text)]) }, None)).Total);
        Assert.Single((await Search.SearchAsync(new() { Namespaces = [ns], Cursor = new([text, text, text, text]) }, None)).Items);
    }

    [Fact]
    public async Task Suggestions_begin_with_names_then_words_then_similar_spelling()
    {
        // A prefix of its own: suggestions know no namespace.
        var ns = Sample.Namespace();
        await NewAsync(Sample.Content(ns, "Vortigaunt-large"));
        await NewAsync(Sample.Content(ns, "acme/vortigaunt"));
        await NewAsync(Sample.Content(ns, "by-title", "tool") with { Title = "The Vortigaunt tool" });
        await NewAsync(Sample.Content(ns, "vrtigaunt"));
        Assert.Equal(["Vortigaunt-large", "acme/vortigaunt", "by-title", "vrtigaunt"], await SuggestAsync("vortigaunt"));
        Assert.Equal(["Vortigaunt-large", "acme/vortigaunt", "by-title"], (await SuggestAsync("vorti")).Take(3));
        Assert.Equal(["Vortigaunt-large", "acme/vortigaunt"], await SuggestAsync("vortigaunt", limit: 2));
        Assert.Equal(["by-title"], (await Search.AutocompleteAsync(new("vortigaunt", "tool", 10), None)).Select(static s => s.Ref.Name));
        Assert.Equal(["Vortigaunt-large"], (await SuggestAsync("vortigaunt-l")).Take(1));
    }

    [Fact]
    public async Task Suggestions_follow_every_change()
    {
        var ns = Sample.Namespace();
        Assert.Empty(await SuggestAsync("xylographer"));
        var resource = await NewAsync(Sample.Content(ns, "xylographer"));
        Assert.Equal(new Suggestion(resource.Id, resource.Reference, "xylographer", "model"), Assert.Single(await Search.AutocompleteAsync(new("xylographer", null, 10), None)));
        await Repositories().Resources.DeleteAsync(resource.Id, AIKernel.Catalog.WriteCondition.Any, None);
        Assert.Empty(await SuggestAsync("xylographer"));
    }

    private async Task<IEnumerable<string>> SuggestAsync(string prefix, int limit = 10) =>
        (await Search.AutocompleteAsync(new(prefix, null, limit), None)).Select(static suggestion => suggestion.Ref.Name);
}
