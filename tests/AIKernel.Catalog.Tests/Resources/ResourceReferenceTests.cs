using System.Text.Json;
using AIKernel.Catalog.Resources;

namespace AIKernel.Catalog.Tests.Resources;

public class ResourceReferenceTests
{
    [Theory]
    [InlineData("model:openai/gpt-4o", "model", "openai", "gpt-4o", null)]
    [InlineData("model:meta-llama/meta-llama/Llama-3.1-8B", "model", "meta-llama", "meta-llama/Llama-3.1-8B", null)]
    [InlineData("model:vertex/claude-3-opus@20240229", "model", "vertex", "claude-3-opus@20240229", null)]
    [InlineData("model:bedrock/anthropic.claude-3:0;v=12", "model", "bedrock", "anthropic.claude-3:0", 12)]
    [InlineData("package:debian/g++", "package", "debian", "g++", null)]
    public void A_reference_survives_its_text(string text, string kind, string space, string name, int? version)
    {
        Assert.True(ResourceReference.TryParse(text, out var reference));
        Assert.Equal((kind, space, name, version), (reference!.Kind, reference.Namespace, reference.Name, reference.Version));
        Assert.Equal(text, reference.ToString());
        Assert.Equal(reference, JsonSerializer.Deserialize<ResourceReference>(JsonSerializer.Serialize(reference)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("model")]
    [InlineData("model:")]
    [InlineData("model:openai")]
    [InlineData("model:openai/")]
    [InlineData("model:/gpt")]
    [InlineData(":openai/gpt")]
    [InlineData("openai/gpt:4")]
    [InlineData("model:openai/gpt;v=")]
    [InlineData("model:openai/gpt;v=0")]
    [InlineData("model:openai/gpt;v=-1")]
    [InlineData("model:openai/gpt;v=1x")]
    [InlineData("model:openai/gpt;v=99999999999")]
    [InlineData("model:openai/;v=1")]
    public void Text_that_lacks_a_part_is_refused(string? text) => Assert.False(ResourceReference.TryParse(text, out _));

    [Fact]
    public void Case_of_the_name_does_not_tell_references_apart_but_that_of_kind_and_namespace_does()
    {
        var reference = new ResourceReference("model", "openai", "GPT-4o");
        Assert.Equal(reference, new("model", "openai", "gpt-4O"));
        Assert.Equal(reference.GetHashCode(), new ResourceReference("model", "openai", "gpt-4O").GetHashCode());
        Assert.Equal(reference.Key, new ResourceReference("model", "openai", "gpt-4O", 3).Key);
        Assert.NotEqual(reference, new("Model", "openai", "GPT-4o"));
        Assert.NotEqual(reference, new("model", "OpenAI", "GPT-4o"));
        Assert.NotEqual(reference, new("model", "openai", "GPT-4o", 1));
    }
}
