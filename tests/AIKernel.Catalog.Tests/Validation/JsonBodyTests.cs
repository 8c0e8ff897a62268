using System.Text;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests.Validation;

public class JsonBodyTests
{
    private static string[] Told(byte[] body) => JsonBody.Parse(body).Told();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} {}")]
    [InlineData("{'a':1,}")]
    [InlineData("{'a':01}")]
    [InlineData("{'a':NaN}")]
    [InlineData("{'a':'line\nbreak'}")]
    [InlineData("{'a':'\\x'}")]
    [InlineData("// comment\n{}")]
    [InlineData("nul")]
    public void What_is_not_JSON_is_one_fault(string body) => Assert.Equal([" invalid-json"], Told(Json.Bytes(body)));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_one_fault()
    {
        Assert.Equal([" invalid-utf8"], Told([.. "{\"a\":\""u8, 0xC3, .. "\"}"u8]));
        Assert.Equal([" invalid-utf8"], Told([.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]));
        Assert.Equal([" invalid-utf8"], Told(Encoding.Unicode.GetBytes("{}é")[..^1]));
    }

    [Theory]
    [InlineData("{'a':1,'a':2}", "/a duplicate-key")]
    [InlineData("{'a':1,'\\u0061':2}", "/a duplicate-key")]
    [InlineData("{'é':1,'e\u0301':2}", "/é duplicate-key")]
    [InlineData("{'spec':{'x/y':[0,{'~':1,'~':2}]}}", "/spec/x~1y/1/~0 duplicate-key")]
    [InlineData("[[],[{'a':{},'a':[]}]]", "/1/0/a duplicate-key")]
    public void A_key_that_occurs_twice_is_pointed_at(string body, string told) => Assert.Equal([told], Told(Json.Bytes(body)));

    [Theory]
    [InlineData("{'a':{'x':1},'b':{'x':1}}")]
    [InlineData("[{'x':1},{'x':1}]")]
    [InlineData("{'a':1,'A':2}")]
    [InlineData("{'\\ud800':1,'\\ud800':2}")]
    public void The_same_key_in_different_objects_is_fine_and_what_is_no_Unicode_is_left_to_readers(string body) => Assert.Empty(Told(Json.Bytes(body)));

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_refused()
    {
        Assert.Empty(Told(Json.Bytes(new string('[', 64) + new string(']', 64))));
        Assert.Equal([" too-deep"], Told(Json.Bytes(new string('[', 65) + new string(']', 65))));
    }

    [Fact]
    public void A_million_levels_are_refused_without_being_read() => Assert.Equal([" too-deep"], Told(Json.Bytes(new string('[', 1_000_000))));

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Empty(Told([0xEF, 0xBB, 0xBF, .. "{}"u8]));

    [Fact]
    public void The_value_does_not_change_with_the_buffer_it_was_read_from()
    {
        var body = Json.Bytes("{'a':'xyz'}");
        var value = JsonBody.Parse(body).Value;
        Array.Clear(body);
        Assert.Equal("xyz", value.GetProperty("a").GetString());
    }
}
