using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.Stack;

/// <summary><c>./run --check-config</c>, without a server.</summary>
public sealed class CheckConfigTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("check");

    public void Dispose() => TemporaryFolder.Remove(_folder);

    [Fact]
    public async Task It_shows_what_a_node_would_use_and_where_that_comes_from()
    {
        var (exitCode, output) = await RunningCli.ResultAsync(_folder, $"--check-config --Caching:KeyVersion=v7 --state {_folder}/state");

        Assert.Equal(0, exitCode);
        Assert.Matches("(?m)^Caching:KeyVersion +v7 +command line$", output);
        Assert.Matches("(?m)^Caching:Memory:LimitMegabytes +100 +appsettings.Caching.json$", output);
        Assert.Matches("(?m)^ConnectionStrings:Catalog +Host=127.0.0.1;Database=catalog +environment variable ConnectionStrings__Catalog$", output);
    }

    [Fact]
    public async Task It_tells_everything_that_is_wrong_and_fails()
    {
        var (exitCode, output) = await RunningCli.ResultAsync(_folder, $"--check-config --Caching:KeyVersion=a:b --Access:Reads=ajar --state {_folder}/state");

        Assert.Equal(1, exitCode);
        Assert.Contains("Access:Reads is 'ajar'; expected open or closed. It is set in: command line.", output, StringComparison.Ordinal);
        Assert.Contains("Caching:KeyVersion must be 1 to 32 letters, digits, '_', '-' or '.'. It is set in: command line.", output, StringComparison.Ordinal);
    }
}
