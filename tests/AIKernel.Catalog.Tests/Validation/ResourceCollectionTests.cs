using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Validation;

public class ResourceCollectionTests
{
    private static string Numbers(int count, Func<int, string> item) => Json.Array(Enumerable.Range(0, count).Select(item));

    [Fact]
    public void Tags_are_a_sorted_set()
    {
        ValueList<string> expected = ["a", "a:b+c#d._-", "b"];
        Assert.Equal(expected, Json.Content(("tags", "['b','a','a:b+c#d._-','b']")).Tags);
    }

    [Fact]
    public void There_are_at_most_50_different_tags()
    {
        Assert.Equal(50, Json.Content(("tags", Numbers(50, index => $"'t{index}'"))).Tags.Count);
        Assert.Equal(["/tags too-many"], Json.Read(("tags", Numbers(51, index => $"'t{index}'"))).Told());
        Assert.Equal(2, Json.Content(("tags", Numbers(1000, index => $"'t{index % 2}'"))).Tags.Count);
        Assert.Equal(["/tags too-many"], Json.Read(("tags", Numbers(1001, index => $"'t{index % 2}'"))).Told());
    }

    [Fact]
    public void A_tag_has_at_most_63_characters()
    {
        Assert.Empty(Json.Read(("tags", $"['{new string('t', 63)}']")).Faults);
        Assert.Equal(["/tags/0 pattern"], Json.Read(("tags", $"['{new string('t', 64)}']")).Told());
    }

    [Theory]
    [InlineData("''")]
    [InlineData("'A'")]
    [InlineData("'a b'")]
    [InlineData("'-a'")]
    [InlineData("'a\\n'")]
    [InlineData("'é'")]
    [InlineData("'a/b'")]
    public void Malformed_tags_are_pointed_at(string tag) => Assert.Equal(["/tags/1 pattern"], Json.Read(("tags", $"['a',{tag},'b']")).Told());

    [Fact]
    public void There_are_at_most_64_labels()
    {
        string Labels(int count) => $"{{{string.Join(",", Enumerable.Range(0, count).Select(index => $"'k{index}':''"))}}}";
        Assert.Equal(64, Json.Content(("labels", Labels(64))).Labels.Count);
        Assert.Equal(["/labels too-many"], Json.Read(("labels", Labels(65))).Told());
    }

    [Fact]
    public void Labels_have_keys_of_1_to_253_and_values_of_0_to_255_characters()
    {
        string key = new('k', 253), value = new('v', 255);
        Assert.Equal(value, Json.Content(("labels", $"{{'{key}':'{value}'}}")).Labels.Find(key));
        Assert.Equal([$"/labels/{new string('k', 128)}… too-long", "/labels/a too-long", "/labels/ required"],
            Json.Read(("labels", $"{{'{key}k':'','a':'{value}v','':'x'}}")).Told());
    }

    [Fact]
    public void What_is_wrong_with_a_label_is_told_at_its_key() => Assert.Equal(
        ["/labels/n wrong-type", "/labels/o wrong-type", "/labels/\uFFFD control-character", "/labels/a~1b~0c control-character", "/labels/x\u0007 control-character"],
        Json.Read(("labels", "{'n':1,'o':null,'\\ud800':'','a/b~c':'\\n','x\\u0007':''}")).Told());

    [Fact]
    public void Keys_that_become_one_are_told_even_where_nobody_checked_the_body()
    {
        var body = System.Text.Json.JsonDocument.Parse(Json.Bytes("{'kind':'model','namespace':'a','name':'b','name':'c','labels':{'é':'','e\u0301':''},'spec':{'é':1,'e\u0301':2}}")).RootElement;
        Assert.Equal(["/name duplicate", "/labels/é duplicate", "/spec/é duplicate"], Json.Reader.Read(body).Told());
    }

    [Fact]
    public void Links_keep_their_order_and_may_do_without_a_title()
    {
        ValueList<Link> expected = [new("Docs", "https://b.example/x?y=1#z"), new("", "http://a.example"), new("", "HTTPS://user@[::1]:8080/ä")];
        Assert.Equal(expected, Json.Content(("links", "[{'title':'Docs ','url':'https://b.example/x?y=1#z'},'http://a.example',{'url':'HTTPS://user@[::1]:8080/ä','title':null}]")).Links);
    }

    [Fact]
    public void There_are_at_most_20_links()
    {
        Assert.Equal(20, Json.Content(("links", Numbers(20, _ => "'http://a'"))).Links.Count);
        Assert.Equal(["/links too-many"], Json.Read(("links", Numbers(21, _ => "'http://a'"))).Told());
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("ftp://a.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:a")]
    [InlineData("http://")]
    [InlineData("https:///x")]
    [InlineData("//a.example")]
    [InlineData(" http://a.example")]
    [InlineData("http://a.example/x y")]
    [InlineData("http://a.example\\\\@b.example")]
    [InlineData("http://a.example/\\n")]
    [InlineData("http://a.example:99999")]
    public void Links_lead_to_absolute_web_addresses(string url)
    {
        Assert.Equal(["/links/0/url invalid-url"], Json.Read(("links", $"[{{'url':'{url}'}}]")).Told());
        Assert.Equal(["/links/0 invalid-url"], Json.Read(("links", $"['{url}']")).Told());
    }

    [Fact]
    public void What_is_wrong_with_links_is_told_one_by_one() => Assert.Equal(
        ["/links/0 wrong-type", "/links/1/url required", "/links/2/href unknown-field", "/links/2/url required", "/links/3/title wrong-type", "/links/4/title too-long", "/links/3/url invalid-url", "/links/5/url too-long"],
        Json.Read(("links", $"[1,{{}},{{'href':'http://a'}},{{'title':1,'url':'x'}},{{'title':'{new string('t', 201)}','url':'http://a'}},{{'url':'http://a/{new string('x', 2040)}'}}]")).Told());

    [Fact]
    public void An_address_may_have_2048_bytes() =>
        Assert.Equal(ResourceLimits.UrlBytes, Json.Content(("links", $"['http://a/{new string('x', 2039)}']")).Links[0].Url.Length);
}
