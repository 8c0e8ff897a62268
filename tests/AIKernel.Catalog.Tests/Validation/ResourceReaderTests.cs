using System.Text.Json;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Tests.Validation;

public class ResourceReaderTests
{
    [Fact]
    public void The_least_a_resource_must_say_is_its_reference()
    {
        var content = Json.Content();
        Assert.Equal(new ResourceContent { Kind = "model", Namespace = "openai", Name = "gpt-4o", Title = "gpt-4o" }, content);
        Assert.Equal("model:openai/gpt-4o", content.Reference.ToString());
        Assert.Equal((Lifecycle.Active, "", "{}"), (content.Lifecycle, content.Description, content.Spec.Text));
    }

    [Fact]
    public void Faults_of_types_and_of_rules_are_told_in_one_answer()
    {
        var read = Json.Read(("kind", "'robot'"), ("namespace", null), ("name", "''"), ("title", "1"), ("tags", "['ok','NO',7]"), ("labels", "[]"),
            ("links", "[{'url':'x'}]"), ("spec", "{'a':'\\u0000'}"), ("colour", "'red'"));
        Assert.False(read.IsValid);
        Assert.Null(read.Value);
        Assert.Equal(
            new[]
            {
                "/colour unknown-field", "/kind unknown-kind", "/labels wrong-type", "/links/0/url invalid-url", "/name required", "/namespace required",
                "/spec/a control-character", "/tags/1 pattern", "/tags/2 wrong-type", "/title wrong-type",
            },
            read.Told().Order(StringComparer.Ordinal));
        Assert.All(read.Faults, fault => Assert.EndsWith(".", fault.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("owner")]
    [InlineData("lifecycle")]
    [InlineData("tags")]
    [InlineData("labels")]
    [InlineData("links")]
    [InlineData("kind")]
    [InlineData("namespace")]
    [InlineData("name")]
    public void A_number_or_a_boolean_is_never_taken_for_something_else(string member)
    {
        Assert.Equal([$"/{member} wrong-type"], Json.Read((member, "1")).Told());
        Assert.Equal([$"/{member} wrong-type"], Json.Read((member, "true")).Told());
    }

    [Theory]
    [InlineData("description")]
    [InlineData("lifecycle")]
    [InlineData("tags")]
    [InlineData("labels")]
    [InlineData("links")]
    [InlineData("spec")]
    public void Null_is_the_default_of_what_may_be_left_out(string member) => Assert.Equal(Json.Content(), Json.Content((member, "null")));

    [Fact]
    public void Null_is_missing_where_something_must_be() =>
        Assert.Equal(["/kind required", "/namespace required", "/name required"], Json.Read(("kind", "null"), ("namespace", "null"), ("name", "null")).Told());

    [Fact]
    public void What_was_read_can_be_written_back()
    {
        var content = Json.Content(("owner", "'team'"), ("tags", "['b','a']"), ("labels", "{'k':'v'}"), ("links", "[{'title':'T','url':'http://a'}]"), ("spec", "{'b':1,'a':'🙂'}"), ("lifecycle", "'draft'"));
        var resource = new Resource
        {
            Id = Guid.NewGuid(), Kind = content.Kind, Namespace = content.Namespace, Name = content.Name, Title = content.Title, Owner = content.Owner, Tags = content.Tags,
            Labels = content.Labels, Links = content.Links, Spec = content.Spec, Lifecycle = content.Lifecycle, Version = 3, Revision = 7, ContentHash = ContentHash.Of(content),
            CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch, DeletedAt = null,
        };
        var read = Json.Reader.Read(JsonSerializer.SerializeToElement(resource, JsonSerializerOptions.Web));
        Assert.Empty(read.Told());
        Assert.Equal(content, read.Value);
    }

    [Fact]
    public void Members_of_an_export_line_are_ignored() => Assert.Equal(Json.Content(), Json.Content(("op", "'upsert'"), ("revision", "'whatever'")));

    [Fact]
    public void Members_are_known_by_their_exact_names() =>
        Assert.Equal(["/Title unknown-field", "/a~1b unknown-field", "/content_hash unknown-field"], Json.Read(("Title", "''"), ("content_hash", "''"), ("a/b", "1")).Told().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("'model'")]
    public void A_resource_is_an_object(string body) => Assert.Equal([" wrong-type"], Json.Reader.Read(Json.Of(body)).Told());

    [Fact]
    public void The_result_is_a_fixed_point()
    {
        var content = Json.Content(("title", "' e\u0301 '"), ("tags", "['b','a','b']"), ("spec", "{'b':{'y':1,'x':2},'a':1.0}"), ("links", "['http://a']"));
        Assert.Equal(content, Json.Reader.Read(JsonSerializer.SerializeToElement(content, JsonSerializerOptions.Web)).Value);
    }
}
