namespace AIKernel.Operations.Tests.Docker;

public sealed class DockerfileTests
{
    [Fact]
    public void The_Dockerfile_keeps_to_the_rules() => Assert.Empty(DockerfileRule.Faults(Dockerfile.Shipped));

    [Theory]
    [InlineData("aspnet:10.0.12-noble", "aspnet:latest", "is not pinned")]
    [InlineData("aspnet:10.0.12-noble", "aspnet:10.0", "is not pinned")]
    [InlineData("aspnet:10.0.12-noble", "aspnet", "is not pinned")]
    [InlineData("USER 1654:1654", "", "has not one USER")]
    [InlineData("USER 1654:1654", "USER root", "has not one USER")]
    [InlineData("USER 1654:1654", "USER 1654:1654\nUSER 0", "has not one USER")]
    [InlineData("EXPOSE 8080", "ENV DATABASE_PASSWORD=x", "looks like a secret")]
    [InlineData("EXPOSE 8080", "ARG NUGET_TOKEN", "looks like a secret")]
    [InlineData("COPY src ./src", "ADD src ./src", "COPY says what it does")]
    [InlineData("COPY src ./src", "COPY . .", "whatever lies about")]
    [InlineData("COPY src ./src", "COPY sources ./src", "the checkout has none")]
    [InlineData("HEALTHCHECK ", "# ", "no HEALTHCHECK")]
    [InlineData("[\"dotnet\", \"/app/api/AIKernel.Catalog.Api.dll\"]", "dotnet /app/api/AIKernel.Catalog.Api.dll", "puts a shell before the node")]
    public void What_breaks_a_rule_is_a_fault(string part, string other, string expected)
    {
        Assert.Contains(part, Dockerfile.Shipped.Text, StringComparison.Ordinal);
        var broken = new Dockerfile(Dockerfile.Shipped.Text.Replace(part, other, StringComparison.Ordinal));
        Assert.Contains(DockerfileRule.Faults(broken), fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void The_builder_is_sent_what_is_copied_and_nothing_else()
    {
        var lines = File.ReadAllLines(Checkout.PathOf(".dockerignore")).Where(static line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal("*", lines[0]);
        var sent = lines.Where(static line => line[0] == '!').Select(static line => line[1..]);
        Assert.Equal(Dockerfile.Shipped.Copies.SelectMany(static copy => copy.Sources).Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal));
        Assert.All(new[] { "**/bin", "**/obj", "**/secrets.env" }, line => Assert.Contains(line, lines));
    }

    [Fact]
    public void The_image_is_built_by_the_SDK_that_the_checkout_names() =>
        Assert.Contains($"/sdk:{System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Checkout.PathOf("global.json")))!["sdk"]!["version"]}-", Dockerfile.Shipped.Of("FROM").First().Text, StringComparison.Ordinal);
}
