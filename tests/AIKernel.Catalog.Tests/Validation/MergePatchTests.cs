using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Validation;

public class MergePatchTests
{
    /// <summary>The cases of RFC 7396, appendix A.</summary>
    [Theory]
    [InlineData("{'a':'b'}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}")]
    [InlineData("{'a':'b'}", "{'a':null}", "{}")]
    [InlineData("{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}")]
    [InlineData("{'a':['b']}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'c'}", "{'a':['b']}", "{'a':['b']}")]
    [InlineData("{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}")]
    [InlineData("{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}")]
    [InlineData("['a','b']", "['c','d']", "['c','d']")]
    [InlineData("{'a':'b'}", "['c']", "['c']")]
    [InlineData("{'a':'foo'}", "null", "null")]
    [InlineData("{'a':'foo'}", "'bar'", "'bar'")]
    [InlineData("{'e':null}", "{'a':1}", "{'e':null,'a':1}")]
    [InlineData("[1,2]", "{'a':'b','c':null}", "{'a':'b'}")]
    [InlineData("{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}")]
    public void The_cases_of_the_standard(string target, string patch, string expected) =>
        Assert.Equal(expected.Replace('\'', '"'), MergePatch.Apply(Json.Of(target), Json.Of(patch)).GetRawText());

    [Fact]
    public void Keys_match_in_form_C() =>
        Assert.Equal("{\"e\u0301\":2}", MergePatch.Apply(Json.Of("{'é':1}"), Json.Of("{'e\u0301':2}")).GetRawText());

    private static readonly ResourceContent Current = Json.Content(("title", "'T'"), ("description", "'D'"), ("owner", "'o'"), ("lifecycle", "'deprecated'"),
        ("tags", "['a']"), ("labels", "{'k':'v','l':'w'}"), ("links", "['http://a']"), ("spec", "{'x':{'y':1,'z':2}}"));

    private static Checked<ResourceContent> Patch(string patch) => Json.Reader.ReadMergePatch(Current, Json.Of(patch));

    [Fact]
    public void An_empty_patch_changes_nothing() => Assert.Equal(Current, Patch("{}").Value);

    [Fact]
    public void Members_of_objects_are_merged_and_arrays_replaced()
    {
        var patched = Patch("{'labels':{'k':null,'m':'x'},'spec':{'x':{'y':[3]}},'tags':['b']}").Value!;
        Assert.Equal(Current with
        {
            Labels = ValueMap.Create([KeyValuePair.Create("l", "w"), KeyValuePair.Create("m", "x")]),
            Spec = CanonicalJson.FromCanonical("""{"x":{"y":[3],"z":2}}"""),
            Tags = ["b"],
        }, patched);
    }

    [Fact]
    public void Null_puts_every_optional_member_back_to_its_default() =>
        Assert.Equal(Json.Content(), Patch("{'title':null,'description':null,'owner':null,'lifecycle':null,'tags':null,'labels':null,'links':null,'spec':null}").Value);

    [Fact]
    public void The_result_is_judged_as_a_whole_and_every_fault_told() => Assert.Equal(
        ["/colour unknown-field", "/labels/k wrong-type", "/name required", "/spec/x control-character", "/tags/0 pattern", "/title control-character"],
        Patch("{'name':null,'tags':['NO'],'labels':{'k':1},'spec':{'x':'\\u0000'},'title':'\\ud800','colour':1,'size':null}").Told().Order(StringComparer.Ordinal));

    [Fact]
    public void Limits_hold_for_the_sum_of_old_and_new()
    {
        var labels = string.Join(",", Enumerable.Range(0, 62).Select(index => $"'n{index}':''"));
        Assert.Empty(Patch($"{{'labels':{{{labels}}}}}").Faults);
        Assert.Equal(["/labels too-many"], Patch($"{{'labels':{{{labels},'one':''}}}}").Told());
    }

    [Fact]
    public void What_the_server_writes_is_ignored() => Assert.Equal(Current, Patch("{'revision':9,'id':null,'contentHash':'x'}").Value);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("'x'")]
    public void A_patch_that_is_no_object_is_refused(string patch) => Assert.Equal([" wrong-type"], Patch(patch).Told());

    [Fact]
    public void Names_that_are_no_Unicode_reach_the_rules_unharmed()
    {
        var body = JsonDocument.Parse(Json.Bytes("{'\\ud800':1,'labels':{'\\udc00':'v'}}")).RootElement;
        Assert.Equal(["/\uFFFD unknown-field", "/labels/\uFFFD control-character"], Json.Reader.ReadMergePatch(Current, body).Told());
    }
}
