using System.Text.Json;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Validation;

public class RelationshipReaderTests
{
    private static readonly RelationshipReader Reader = new(new KindRegistry([]));
    private static readonly Guid Id = Guid.Parse("01975e3c-7d0a-7c3e-9d52-0f3a4b5c6d7e");

    private static Checked<RelationshipRequest> Read(string body) => Reader.Read(Json.Of(body));

    [Fact]
    public void Ends_are_named_by_reference_or_by_id()
    {
        var request = Read($"{{'source':'model:openai/gpt-4o','type':'hosted_by','target':'{Id}','properties':{{'b':1,'a':2}}}}").Value!;
        Assert.Equal(new(new(null, new("model", "openai", "gpt-4o")), "hosted_by", new(Id, null), CanonicalJson.FromCanonical("""{"a":2,"b":1}""")), request);
    }

    [Fact]
    public void Properties_may_be_left_out() =>
        Assert.Same(CanonicalJson.Empty, Read("{'source':'model:a/b','type':'uses','target':'tool:a/b','properties':null}").Value!.Properties);

    [Fact]
    public void Every_type_is_accepted() =>
        Assert.All(RelationshipTypes.All, type => Assert.Empty(Read($"{{'source':'model:a/b','type':'{type.Name}','target':'tool:a/b'}}").Faults));

    [Fact]
    public void Every_fault_is_told_at_once() => Assert.Equal(
        ["/weight unknown-field", "/source pattern", "/type unknown-type", "/target unknown-kind", "/properties/a control-character"],
        Read("{'source':'gpt-4o','type':'Uses','target':'robot:a/b','properties':{'a':'\\u0000'},'weight':1}").Told());

    [Fact]
    public void Source_type_and_target_must_be_there() => Assert.Equal(["/source required", "/type required", "/target wrong-type"], Read("{'type':'','target':7}").Told());

    [Theory]
    [InlineData("'model:a/b'", "'model:a/B'")]
    [InlineData("'01975e3c-7d0a-7c3e-9d52-0f3a4b5c6d7e'", "'01975E3C-7D0A-7C3E-9D52-0F3A4B5C6D7E'")]
    public void An_edge_to_itself_is_refused(string source, string target) =>
        Assert.Equal(["/target self-edge"], Read($"{{'source':{source},'type':'uses','target':{target}}}").Told());

    [Fact]
    public void A_version_cannot_be_an_end() =>
        Assert.Equal(["/source pattern"], Read("{'source':'model:a/b;v=1','type':'uses','target':'tool:a/b'}").Told());

    [Fact]
    public void What_was_read_can_be_written_back()
    {
        var edge = new Relationship
        {
            Id = Guid.NewGuid(), Source = Id, SourceRef = new("model", "a", "b"), Type = "uses", Target = Guid.NewGuid(), TargetRef = new("tool", "a", "b"), Revision = 2,
            CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        var read = Reader.Read(JsonSerializer.SerializeToElement(edge, JsonSerializerOptions.Web));
        Assert.Empty(read.Told());
        Assert.Equal((edge.Source, edge.Target), (read.Value!.Source.Id, read.Value.Target.Id));
    }

    [Theory]
    [InlineData("{}", """{"a":1,"b":{"c":2}}""")]
    [InlineData("{'properties':{'a':null,'b':{'d':3}}}", """{"b":{"c":2,"d":3}}""")]
    [InlineData("{'properties':null}", "{}")]
    [InlineData("{'properties':{},'revision':4}", """{"a":1,"b":{"c":2}}""")]
    public void Properties_are_patched(string patch, string expected) =>
        Assert.Equal(expected, Reader.ReadPropertiesPatch(CanonicalJson.FromCanonical("""{"a":1,"b":{"c":2}}"""), Json.Of(patch)).Value!.Text);

    [Theory]
    [InlineData("{'type':'uses'}", "/type unknown-field")]
    [InlineData("{'properties':[]}", "/properties wrong-type")]
    [InlineData("{'properties':{'b':{'c':'\\u0000'}}}", "/properties/b/c control-character")]
    [InlineData("[]", " wrong-type")]
    public void A_patch_of_anything_else_is_refused(string patch, string told) =>
        Assert.Equal([told], Reader.ReadPropertiesPatch(CanonicalJson.Empty, Json.Of(patch)).Told());
}
