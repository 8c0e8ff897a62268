using AIKernel.Catalog.Persistence.Search;
using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>How typed text becomes a query, and that the database separates words at the same places.</summary>
public sealed class SearchTextTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    [Theory]
    [InlineData("gpt-4o", "\"gpt 4o\"")]
    [InlineData("-gpt-4o mini", "-\"gpt 4o\" mini")]
    [InlineData("a -b", "a -b")]
    [InlineData("a - b", "a   b")]
    [InlineData("a- b", "a  b")]
    [InlineData("@acme/tool", " \"acme tool\"")]
    [InlineData("\"exact-phrase\" -\"not this\"", "\"exact phrase\" -\"not this\"")]
    [InlineData("\"open", "\"open\"")]
    [InlineData("llama or gpt-4", "llama or \"gpt 4\"")]
    public void Joined_words_become_phrases_and_operators_stay(string typed, string query) => Assert.Equal(query, SearchText.ForWebSearch(typed));

    [Fact]
    public async Task The_database_separates_words_at_the_same_characters()
    {
        for (var code = 1; code < 256; code++)
        {
            var text = $"a{(char)code}b";
            Assert.Equal(SearchText.Words(text), (await database.QueryAsync<string>("select catalog.words($1)", text))[0]);
        }
    }
}
