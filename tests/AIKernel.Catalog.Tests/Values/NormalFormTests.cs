using AIKernel.Catalog.Values;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Catalog.Tests.Values;

public class NormalFormTests
{
    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("\u212B", "Å")]                                     // a singleton
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")]                   // marks change places
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("\u0958", "\u0915\u093C")]                          // excluded from composition
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u03B1\u0314\u0300\u0345", "\u1F83")]              // four into one
    [InlineData("a\u0300\u0301", "à\u0301")]                        // the second mark is blocked
    [InlineData("a\u0315\u0300", "à\u0315")]                        // one of another class is not in the way
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01\u11A8", "\uAC01\u11A8")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("豈", "\u8C48")]
    public void Text_takes_form_C(string text, string expected) => Assert.Equal(expected, NormalForm.Compose(text));

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Größe, 模型, مثال, 🙂")]
    public void Text_in_form_C_is_the_same_object(string text) => Assert.Same(text, NormalForm.Compose(text));

    [Fact]
    public void Composing_twice_changes_nothing_and_equals_composing_what_was_taken_apart()
    {
        var pieces = Gen.Elements("a", "e", "D", "ᄀ", "ᅡ", "ᆨ", "가", "\u0300", "\u0301", "\u0323", "\u0327", "\u0345", "é", "Ḍ", "\u0958", "\u212B", "\U0001D15E", "中");
        Prop.ForAll(Gen.ListOf(pieces).Select(string.Concat).ToArbitrary(), text =>
        {
            var composed = NormalForm.Compose(text);
            return composed == NormalForm.Compose(composed)
                && NormalForm.Compose("x" + text) == NormalForm.Compose("x" + NormalForm.Compose(text));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_hundred_thousand_marks_in_the_wrong_order_are_sorted_and_the_first_joins_the_letter()
    {
        var marks = string.Concat(Enumerable.Range(0, 50_000).Select(_ => "\u0301\u0323"));
        var composed = NormalForm.Compose("a" + marks);
        Assert.StartsWith("\u1EA1\u0323", composed, StringComparison.Ordinal);
        Assert.EndsWith("\u0301\u0301", composed, StringComparison.Ordinal);
        Assert.Equal(100_000, composed.Length);
    }
}
