using System.Diagnostics;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Backup;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>What the image holds, run as a container runs it, on a real database.</summary>
public sealed class ImageTests(Image image) : IClassFixture<Image>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aikernel-container-").FullName;
    private PostgresServer _postgres = null!;

    public async Task InitializeAsync() => _postgres = await PostgresServer.StartTemporaryAsync();

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_the_container_begins_with_is_in_the_image()
    {
        string[] paths = [.. new[] { "ENTRYPOINT", "HEALTHCHECK" }.SelectMany(static word => Paths(Dockerfile.Shipped.Of(word).Single().Text)), .. Dockerfile.Shipped.Environment.Values.Where(static value => value.StartsWith("/app", StringComparison.Ordinal))];
        Assert.Contains("/app/api/AIKernel.Catalog.Api.dll", paths);
        Assert.Contains("/app/healthy.sh", paths);
        Assert.All(paths, path => Assert.True(Path.Exists(image.InImage(path)), path));
        Assert.Empty(Directory.EnumerateFiles(image.App, "*.pdb", SearchOption.AllDirectories));
        Assert.DoesNotContain(Directory.EnumerateFiles(image.App, "*", SearchOption.AllDirectories), static file => file.EndsWith("secrets.env", StringComparison.Ordinal) || file.Contains("Tests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_serves_as_another_user_than_root_with_nothing_but_tmp_to_write_to()
    {
        await using var node = await StartAsync();
        if (Signals.IsRoot)
        {
            Assert.Matches(@"(?m)^Uid:\s1654\s", await File.ReadAllTextAsync($"/proc/{node.ProcessId}/status"));
            Assert.Matches(@"(?m)^CapEff:\s0+$", await File.ReadAllTextAsync($"/proc/{node.ProcessId}/status"));
            Assert.Matches(@"(?m)^\S+ / \S+ ro[ ,]", await File.ReadAllTextAsync($"/proc/{node.ProcessId}/mounts"));
        }
        var health = image.AsInContainer(Paths(Dockerfile.Shipped.Of("HEALTHCHECK").Single().Text).Single() is var script ? ["bash", script, "/health/live", $"{node.Port}"] : []);
        Assert.Equal(0, Shell.Run(health[0], health[1..]).ExitCode);

        var key = (await CliAsync([], "key", "create", "--name", "ship", "--scope", "catalog:read", "--scope", "catalog:write")).Required("key create").Trim();
        var list = (await CliAsync([], "key", "list")).Required("key list");
        Assert.Contains("ship", list, StringComparison.Ordinal);
        var lines = Path.Combine(image.App, "..", "lines.ndjson");
        await File.WriteAllTextAsync(lines, """{"op":"upsert","kind":"model","namespace":"ship","name":"one"}""" + "\n");
        (await CliAsync([("AIKERNEL_KEY", key)], "import", lines, "--url", $"http://127.0.0.1:{node.Port}")).Required("import");
        var found = await node.GetAsync("/api/v1/resources", ("Authorization", $"Bearer {key}"));
        Assert.Contains("\"one\"", found.Content.ToJsonString(), StringComparison.Ordinal);

        await node.DisposeAsync();
        Assert.NotEqual(0, Shell.Run(health[0], health[1..]).ExitCode);
    }

    private Task<CatalogNode> StartAsync()
    {
        var settings = new Dictionary<string, string>(Dockerfile.Shipped.Environment) { ["ConnectionStrings__Catalog"] = _postgres.ConnectionString };
        return CatalogNode.StartAsync(Path.Combine(_folder, "node.log"), settings, image.AsInContainer(Dockerfile.Shipped.Of("ENTRYPOINT").Single().Words));
    }

    // Reads a file from outside the image, as one that is mounted; so it runs on the image's files, but not on its root.
    private async Task<Outcome> CliAsync((string Name, string Value)[] environment, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [image.InImage("/app/cli/AIKernel.Cli.dll"), .. words]);
        foreach (var (name, value) in Dockerfile.Shipped.Environment) start.Environment[name] = image.InImage(value);
        start.Environment["ConnectionStrings__Catalog"] = _postgres.ConnectionString;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return await Shell.RunAsync(start);
    }

    private static IEnumerable<string> Paths(string text) => text.Split('"', ' ').Where(static word => word.StartsWith("/app", StringComparison.Ordinal));
}
