using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Values;

public class ValueMapTests
{
    private static ValueMap Map(params (string Key, string Value)[] pairs) => ValueMap.Create(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    [Fact]
    public void Maps_compare_by_content_whatever_the_order()
    {
        Assert.Equal(Map(("a", "1"), ("b", "2")), Map(("b", "2"), ("a", "1")));
        Assert.Equal(Map(("a", "1"), ("b", "2")).GetHashCode(), Map(("b", "2"), ("a", "1")).GetHashCode());
        Assert.NotEqual(Map(("a", "1")), Map(("a", "2")));
        Assert.NotEqual(Map(("a", "1")), Map(("A", "1")));
    }

    [Fact]
    public void Of_two_pairs_with_one_key_the_later_wins() => Assert.Equal("2", Map(("a", "1"), ("a", "2")).Find("a"));

    [Fact]
    public void A_key_that_is_not_there_has_no_value() => Assert.Null(Map(("a", "1")).Find("A"));

    [Fact]
    public void A_map_survives_serialization_in_key_order()
    {
        var map = Map(("z", "\"quoted\""), ("a", ""), ("é", "🙂"));
        var text = JsonSerializer.Serialize(map);
        Assert.StartsWith("{\"a\":\"\",\"z\":", text, StringComparison.Ordinal);
        Assert.Equal(map, JsonSerializer.Deserialize<ValueMap>(text));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{'a':1}")]
    [InlineData("{'a':null}")]
    [InlineData("{'a':{}}")]
    [InlineData("{'a':")]
    [InlineData("{'a':'\\ud800'}")]
    public void What_is_no_map_of_strings_is_a_JSON_error(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ValueMap>(Json.Bytes(text)));
}
