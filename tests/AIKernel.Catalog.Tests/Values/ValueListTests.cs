using System.Text.Json;
using AIKernel.Catalog.Values;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Catalog.Tests.Values;

public class ValueListTests
{
    [Fact]
    public void Lists_with_equal_elements_are_equal_and_hash_alike()
    {
        ValueList<string> one = ["a", "b"], other = ["a", "b"], swapped = ["b", "a"];
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, swapped);
        Assert.False(one.Equals(null));
    }

    [Fact]
    public void A_list_copies_what_it_is_made_of()
    {
        var source = new[] { 1, 2 };
        var list = source.ToValueList();
        source[0] = 9;
        Assert.Equal(1, list[0]);
    }

    [Fact]
    public void A_set_is_sorted_by_code_unit_and_merges_equal_ones()
    {
        ValueList<string> expected = ["B", "a", "b"];
        Assert.Equal(expected, new[] { "b", "a", "B", "a" }.ToValueSet());
    }

    [Fact]
    public void Every_list_survives_serialization() =>
        Prop.ForAll((int[] items) => items.ToValueList().Equals(JsonSerializer.Deserialize<ValueList<int>>(JsonSerializer.Serialize(items.ToValueList())))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("[1,]")]
    [InlineData("['a']")]
    public void What_is_no_list_is_a_JSON_error(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ValueList<int>>(Json.Bytes(text)));
}
