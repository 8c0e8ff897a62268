using System.Text.Json;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Values;

public class CanonicalJsonTests
{
    private static string Canonical(string text) => CanonicalJson.From(JsonDocument.Parse(Json.Bytes(text)).RootElement).Text;

    [Fact]
    public void Keys_are_sorted_at_every_level_and_white_space_is_dropped() =>
        Assert.Equal("""{"a":[1,{"x":1,"y":2}],"b":{"c":null,"d":true}}""", Canonical("{ 'b' : { 'd':true, 'c':null }, 'a':[ 1, {'y':2,'x':1} ] }"));

    [Fact]
    public void Order_of_keys_is_ordinal_not_that_of_a_language() =>
        Assert.Equal("""{"":0,"A":1,"B":2,"a":3,"é":4}""", Canonical("{'é':4,'a':3,'B':2,'A':1,'':0}"));

    [Fact]
    public void Escapes_are_as_few_as_JSON_allows() =>
        Assert.Equal("{\"a\":\"\\\"\\\\\\n\\u001f/<é🙂\u2028\"}", Canonical("{'a':'\\u0022\\\\\\u000a\\u001F\\/\\u003c\\u00e9\\ud83d\\ude42\\u2028'}"));

    [Theory]
    [InlineData("1e999")]
    [InlineData("-0")]
    [InlineData("1.50")]
    [InlineData("123456789012345678901234567890")]
    public void Numbers_stay_as_they_were_written(string number) => Assert.Equal($"{{\"a\":{number}}}", Canonical($"{{'a':{number}}}"));

    [Fact]
    public void Text_and_keys_take_form_C() => Assert.Equal("{\"é\":\"é\"}", Canonical("{'e\u0301':'e\\u0301'}"));

    [Theory]
    [InlineData("{'a':'\\ud800'}")]
    [InlineData("{'a':'\\ud800\\ud800'}")]
    [InlineData("{'a':'\\udc00\\ud800'}")]
    [InlineData("{'\\udfff':1}")]
    [InlineData("{'a':1,'\\u0061':2}")]
    [InlineData("{'é':1,'e\u0301':2}")]
    [InlineData("[1]")]
    [InlineData("'a'")]
    public void What_has_no_canonical_form_is_refused_by_name(string text) =>
        Assert.Throws<ArgumentException>("element", () => Canonical(text));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_by_name()
    {
        byte[] json = [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Throws<ArgumentException>("element", () => CanonicalJson.From(JsonDocument.Parse(json).RootElement));
    }

    [Fact]
    public void A_paired_surrogate_after_an_escaped_backslash_is_fine() =>
        Assert.Equal("{\"a\":\"\\\\ud800🙂\"}", Canonical("{'a':'\\\\ud800\\ud83d\\ude42'}"));

    [Fact]
    public void Equal_content_is_equal_and_survives_serialization()
    {
        var json = CanonicalJson.From(Json.Of("{'b':[1,'<x>'],'a':{'k':'é'}}"));
        Assert.Equal(json, CanonicalJson.From(Json.Of("{'a':{'k':'e\u0301'},'b':[1,'\\u003cx>']}")));
        Assert.Equal(json, JsonSerializer.Deserialize<CanonicalJson>(JsonSerializer.Serialize(json)));
        Assert.Equal(json.Text, JsonSerializer.Serialize(json));
        Assert.Equal(json, CanonicalJson.From(JsonDocument.Parse(json.Text).RootElement));
    }

    [Fact]
    public void The_empty_object_is_one_object() => Assert.Same(CanonicalJson.Empty, CanonicalJson.From(Json.Of("{ }")));
}
