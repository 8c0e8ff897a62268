using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

public sealed class KeyPatternTests
{
    [Theory]
    [InlineData("a*b?c", "a%b_c")]
    [InlineData("**a***", "%a%")]
    [InlineData("100%_\\", @"100\%\_\\")]
    [InlineData(@"\*", @"\\%")]
    [InlineData("%*", @"\%%")]
    [InlineData("[a-z]{1}", "[a-z]{1}")]
    public void A_star_is_any_text_a_question_mark_one_character_and_all_else_itself(string glob, string like) => Assert.Equal(like, KeyPattern.OfGlob(glob).Like);

    [Fact]
    public void A_key_stands_for_itself_alone_and_a_prefix_for_what_begins_so()
    {
        Assert.Equal(@"a*?\%", KeyPattern.OfKey("a*?%").Like);
        Assert.Equal(@"a\_:%", KeyPattern.OfPrefix("a_:").Like);
    }
}
