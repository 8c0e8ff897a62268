using System.Text;

namespace AIKernel.Caching.Tests.Keys;

public sealed class TagTests
{
    private static readonly Guid Id = Guid.Parse("0190C0DE-0000-7000-8000-000000000001");

    [Theory]
    [InlineData("", 0x2D06800538D394C2UL)]
    [InlineData("resources:*", 0xA485766A42C8C154UL)]
    [InlineData("kind:model", 0x18C34A88622714F5UL)]
    [InlineData("ref:model:openai/gpt-4o", 0x012AD9BB61CD2D74UL)]
    [InlineData("resource:0190c0de-0000-7000-8000-000000000001", 0xE648708BDE1D21D6UL)]
    [InlineData("ü:漢字", 0xE8DAA6F1C15BE62AUL)]
    public void A_tag_has_the_same_hash_on_every_node_for_ever(string text, ulong hash) => Assert.Equal(hash, Tag.Of(text));

    [Fact]
    public void A_family_and_an_id_are_the_text_that_the_journal_holds() =>
        Assert.Equal(Tag.Of("resource:0190c0de-0000-7000-8000-000000000001"), Tag.Of("resource", Id));

    [Theory]
    [InlineData(10)]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(5_000)]
    public void A_tag_of_any_length_is_the_hash_of_its_utf8_text(int length)
    {
        var text = string.Concat(Enumerable.Repeat("é", length));

        Assert.Equal(System.IO.Hashing.XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)), Tag.Of(text));
    }

    [Fact]
    public void A_set_holds_each_tag_once() =>
        Assert.Equal([Tag.Of("a"), Tag.Of("resource", Id)], new TagSet().Add("a").Add("a").Add("resource", Id).Add("resource:0190c0de-0000-7000-8000-000000000001").ToArray());
}
