using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests.Validation;

public class NameTests
{
    [Theory]
    [InlineData("gpt-4o-2024-05-13@20240229")]
    [InlineData("meta-llama/Llama-3.1-8B")]
    [InlineData("anthropic.claude-3:0")]
    [InlineData("g++")]
    [InlineData("libstdc++6")]
    [InlineData("@scope/package")]
    [InlineData("~moonshotai/kimi")]
    [InlineData("a/.../b")]
    [InlineData("a/.hidden/b..c")]
    [InlineData("0")]
    [InlineData("a:")]
    public void Real_names_are_accepted(string name) => Assert.Equal(name, Json.Content(("name", Json.Quote(name))).Name);

    [Theory]
    [InlineData("*")]
    [InlineData(".a")]
    [InlineData("-a")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("a/.")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a;v=1")]
    [InlineData("a%2f")]
    [InlineData("ä")]
    [InlineData("٣")]
    [InlineData("a\u200b")]
    public void Names_that_could_be_mistaken_are_refused(string name) => Assert.Equal(["/name pattern"], Json.Read(("name", Json.Quote(name))).Told());

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.Empty(Json.Read(("name", Json.Quote(new string('a', 255)))).Faults);
        Assert.Equal(["/name pattern"], Json.Read(("name", Json.Quote(new string('a', 256)))).Told());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("models.dev")]
    [InlineData("a_b-c.d")]
    [InlineData("a--b..c")]
    public void Namespaces_are_accepted(string space) => Assert.Equal(space, Json.Content(("namespace", Json.Quote(space))).Namespace);

    [Theory]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("ü")]
    public void Malformed_namespaces_are_refused(string space) => Assert.Equal(["/namespace pattern"], Json.Read(("namespace", Json.Quote(space))).Told());

    [Fact]
    public void A_namespace_has_at_most_63_characters()
    {
        Assert.Empty(Json.Read(("namespace", Json.Quote(new string('a', 63)))).Faults);
        Assert.Equal(["/namespace pattern"], Json.Read(("namespace", Json.Quote(new string('a', 64)))).Told());
    }

    [Fact]
    public void Kinds_are_those_of_the_catalog_and_of_its_configuration()
    {
        Assert.Equal(["/kind unknown-kind"], Json.Read(("kind", "'robot'")).Told());
        Assert.Equal(["/kind unknown-kind"], Json.Read(("kind", "'Model'")).Told());
        var kinds = new KindRegistry(["robot", "model"]);
        Assert.Equal("robot", new ResourceReader(kinds).Read(Json.Resource(("kind", "'robot'"))).Value!.Kind);
        Assert.Equal(15, kinds.All.Count);
        Assert.Equal(["model", "robot"], [kinds.All[0], kinds.All[^1]]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Robot")]
    [InlineData("a:b")]
    [InlineData("-")]
    public void A_malformed_kind_in_the_configuration_stops_the_host(string kind)
    {
        var exception = Assert.Throws<ArgumentException>(() => new KindRegistry(["fine", kind]));
        Assert.Contains($"not so: {kind}.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model:openai/gpt-4o", null)]
    [InlineData("model:openai/gpt-4o;v=2", null)]
    [InlineData(null, "/r required")]
    [InlineData("", "/r required")]
    [InlineData("gpt-4o", "/r pattern")]
    [InlineData("robot:openai/gpt-4o", "/r unknown-kind")]
    [InlineData("model:OpenAI/gpt-4o", "/r pattern")]
    [InlineData("model:openai/*", "/r pattern")]
    [InlineData("model:openai/a/../b", "/r pattern")]
    public void References_obey_the_same_rules(string? text, string? told)
    {
        var read = new ReferenceReader(new KindRegistry([])).Read(text, "/r");
        Assert.Equal(told is null ? [] : [told], read.Told());
        Assert.Equal(told is null ? text : null, read.Value?.ToString());
    }

    [Fact]
    public void The_longest_reference_there_can_be_is_accepted()
    {
        var kind = new string('k', 63);
        var text = $"{kind}:{new string('n', 63)}/{new string('a', 255)};v=2147483647";
        Assert.Equal(text, new ReferenceReader(new KindRegistry([kind])).Read(text).Value?.ToString());
    }
}
