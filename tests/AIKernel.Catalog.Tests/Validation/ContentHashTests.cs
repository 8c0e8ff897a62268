using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Validation;

public class ContentHashTests
{
    private static readonly ResourceContent Content = Json.Content(("title", "'T'"), ("tags", "['a','b']"), ("labels", "{'k':'v','l':'w'}"), ("spec", "{'x':{'y':1,'z':[1,2]}}"));

    /// <summary>One change of each member.</summary>
    public static TheoryData<string, ResourceContent> Changes => new()
    {
        { "kind", Content with { Kind = "tool" } },
        { "namespace", Content with { Namespace = "other" } },
        { "name", Content with { Name = "GPT-4o" } },
        { "title", Content with { Title = "t" } },
        { "description", Content with { Description = "T" } },
        { "owner", Content with { Owner = "T" } },
        { "lifecycle", Content with { Lifecycle = Lifecycle.Retired } },
        { "tags", Content with { Tags = ["a"] } },
        { "labels", Content with { Labels = ValueMap.Create([KeyValuePair.Create("k", "v"), KeyValuePair.Create("l", "x")]) } },
        { "links", Content with { Links = [new("", "http://a")] } },
        { "spec", Content with { Spec = CanonicalJson.FromCanonical("""{"x":1}""") } },
    };

    [Fact]
    public void The_hash_of_known_content_never_changes() =>
        Assert.Equal("4b8199a5823e8fe34e808a12d15ae4fcb69ccf1becc7f2e6e74aa409733f34b8", ContentHash.Of(Content));

    [Fact]
    public void The_order_of_members_and_tags_and_the_way_text_is_written_do_not_matter()
    {
        var other = Json.Reader.Read(Json.Of("{'spec':{'x':{'z':[1, 2],'y':1}},'labels':{'l':'w','\\u006b':'v'},'tags':['b','a','b'],'title':' T','name':'gpt-4o','namespace':'openai','kind':'model','owner':null}"));
        Assert.Equal(ContentHash.Of(Content), ContentHash.Of(other.Value!));
        Assert.Empty(ChangedFields.Between(Content, other.Value!));
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Each_member_counts_and_is_told_by_its_name(string member, ResourceContent changed)
    {
        Assert.NotEqual(ContentHash.Of(Content), ContentHash.Of(changed));
        Assert.Equal([member], ChangedFields.Between(Content, changed));
    }

    [Fact]
    public void All_changed_members_are_told_in_the_order_of_the_documentation() =>
        Assert.Equal(["title", "tags", "spec"], ChangedFields.Between(Content, Content with { Spec = CanonicalJson.Empty, Title = "x", Tags = [] }));

    [Fact]
    public void A_resource_is_compared_by_its_content_alone() => Assert.Empty(ChangedFields.Between(Content, Content with { }));

    [Fact]
    public void Text_cannot_imitate_structure() => Assert.NotEqual(
        ContentHash.Of(Content with { Description = "a\",\"kind\":\"b" }),
        ContentHash.Of(Content with { Description = "a", Kind = "b" }));
}
