using AIKernel.Catalog.Client;
using AIKernel.Integration.Tests.Http;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Client;

/// <summary>The example of docs/client.md, run as it stands there.</summary>
[Collection(HttpCollection.Name)]
public sealed class DocumentedExample(HttpFixture fixture)
{
    [Fact]
    public async Task The_example_of_the_document_does_what_it_says()
    {
        var address = fixture.Api.Address;
        using var output = new StringWriter();
        // begin
        var services = new ServiceCollection();
        services.AddCatalogClient(address, new() { StaleTime = TimeSpan.FromSeconds(30) });
        await using var provider = services.BuildServiceProvider();
        var catalog = provider.GetRequiredService<CatalogClient>();

        var model = await catalog.CreateAsync(new() { Kind = "model", Namespace = "docs", Name = "phi-4", Tags = ["small"] });
        var written = await catalog.UpdateAsync(model.Id, model.ToContent() with { Title = "Phi 4" }, model.ETag);
        if (written.Status == WriteStatus.PreconditionFailed) return; // somebody else was faster: read it again

        var read = await catalog.GetAsync("model:docs/phi-4"); // sees the write, on any node
        var again = await catalog.GetAsync("model:docs/phi-4"); // asks nobody
        var found = await catalog.SearchAsync(new() { Text = "phi", Kinds = ["model"] });
        output.WriteLine($"{read?.Title}, {ReferenceEquals(read, again)}, {found.Total}");
        // end
        Assert.Equal("Phi 4, True, 1", output.ToString().Trim());
    }

    [Fact]
    public void The_document_shows_the_example_that_runs()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "DocumentedExample.cs")).Split("        // begin\n")[1].Split("        // end\n")[0];
        var example = string.Join('\n', source.Split('\n').Select(static line => line.Length > 8 ? line[8..] : ""));
        Assert.Contains($"```csharp\n{example}```\n", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "client.md")), StringComparison.Ordinal);
    }
}
