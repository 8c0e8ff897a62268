using System.Text;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests.Validation;

public class SpecTests
{
    [Fact]
    public void A_spec_is_kept_in_canonical_form() => Assert.Equal(
        """{"a":[true,null,1.50],"é":"x\ty"}""", Json.Content(("spec", "{ 'e\u0301':'x\\ty', 'a':[true,null,1.50] }")).Spec.Text);

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{}")]
    public void No_spec_is_an_empty_one(string? spec) => Assert.Equal("{}", Json.Content(("spec", spec)).Spec.Text);

    [Fact]
    public void A_spec_has_at_most_256_KiB_of_canonical_UTF_8()
    {
        var fitting = new string('é', (ResourceLimits.SpecBytes - 8) / 2);
        Assert.Equal(ResourceLimits.SpecBytes, Encoding.UTF8.GetByteCount(Json.Content(("spec", $"{{'a' : '{fitting}'}}")).Spec.Text));
        Assert.Equal(["/spec too-large"], Json.Read(("spec", $"{{'a':'{fitting}x'}}")).Told());
    }

    [Fact]
    public void A_spec_has_at_most_32_levels()
    {
        string Nested(int levels) => $"{{'a':{new string('[', levels - 1)}{new string(']', levels - 1)}}}";
        Assert.Empty(Json.Read(("spec", Nested(32))).Faults);
        Assert.Equal([$"/spec/a{string.Concat(Enumerable.Repeat("/0", 31))} too-deep"], Json.Read(("spec", Nested(33))).Told());
    }

    [Theory]
    [InlineData("1e308")]
    [InlineData("-1.7976931348623157e308")]
    [InlineData("5e-324")]
    [InlineData("0e999")]
    [InlineData("0.000")]
    [InlineData("12345678901234567890123456789")]
    public void Numbers_of_a_double_are_kept_as_written(string number) => Assert.Equal($"{{\"a\":{number}}}", Json.Content(("spec", $"{{'a':{number}}}")).Spec.Text);

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e309")]
    [InlineData("1e-999")]
    [InlineData("1e99999999999999999999")]
    public void Numbers_beyond_are_refused(string number) => Assert.Equal(["/spec/a/0 too-large"], Json.Read(("spec", $"{{'a':[{number}]}}")).Told());

    [Fact]
    public void A_number_has_at_most_1000_digits()
    {
        Assert.Empty(Json.Read(("spec", $"{{'a':0.{new string('1', 998)}}}")).Faults);
        Assert.Equal(["/spec/a too-large"], Json.Read(("spec", $"{{'a':0.{new string('1', 999)}}}")).Told());
    }

    [Fact]
    public void Every_fault_in_a_spec_is_pointed_at() => Assert.Equal(
        ["/spec/a/0 control-character", "/spec/a/1/b~1 control-character", "/spec/\uFFFD control-character", "/spec/k\u0001 control-character", "/spec/n too-large"],
        Json.Read(("spec", "{'a':['\\u0000',{'b/':'\\ud800'}],'\\udc00':1,'k\\u0001':2,'n':1e400,'fine':'\\r\\n\\t'}")).Told());

    [Theory]
    [InlineData("[]")]
    [InlineData("'{}'")]
    [InlineData("1")]
    public void A_spec_is_an_object(string spec) => Assert.Equal(["/spec wrong-type"], Json.Read(("spec", spec)).Told());
}
