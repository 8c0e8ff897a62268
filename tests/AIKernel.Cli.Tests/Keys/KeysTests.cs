using System.Net;
using System.Net.Http.Headers;
using AIKernel.Cli.Stack;
using AIKernel.Cli.Tests.Stack;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Cli.Tests.Keys;

/// <summary>Keys as an operator makes them, on the stack that runs.</summary>
public sealed class KeysTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("keys");
    private readonly HttpClient _client = new();

    private string State => Path.Combine(_folder, "state");

    public void Dispose()
    {
        _client.Dispose();
        TemporaryFolder.Remove(_folder);
    }

    [Fact]
    public async Task A_key_is_shown_once_works_at_once_survives_its_successor_and_ends_when_revoked()
    {
        await using var cli = await RunningCli.StartAsync(_folder, $"--port {FreePort.Next()} --state {State}", environment: new() { ["DOTNET_ENVIRONMENT"] = "Production" });
        var stack = await cli.ReadyAsync(State);
        var node = new Uri(stack.Nodes[0].Url);
        Assert.Contains("The demo catalog is not loaded", cli.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(node, null));

        var first = await CreateAsync("create --name ci --scope catalog:read --scope catalog:write --expires 90d");
        Assert.Equal(HttpStatusCode.Created, await WriteAsync(node, first));
        Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync(node, first[..^4] + "AAAA"));

        var second = await CreateAsync("rotate --name ci --overlap 1h");
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(node, first));
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(node, second));

        Assert.Equal(0, (await KeyAsync($"revoke {IdOf(first)}")).ExitCode);
        await UntilRefusedAsync(node, first);
        Assert.Equal(HttpStatusCode.OK, await WriteAsync(node, second));
        Assert.Equal(1, (await KeyAsync($"revoke {IdOf(first)}")).ExitCode);

        var (_, list) = await KeyAsync("list");
        Assert.Matches($"(?m)^{IdOf(first)}  ci +revoked ", list);
        Assert.Matches($"(?m)^{IdOf(second)}  ci +valid .* never +catalog:read catalog:write$", list);
        await AssertNowhereAsync(stack, list + cli.Output + await NodeLogAsync(), first, second);
    }

    [Theory]
    [InlineData("key list", 1, "No stack runs here")]
    [InlineData("key create --scope catalog:read", 1, "No stack runs here")]
    public async Task Without_a_stack_it_says_so(string words, int exitCode, string reason)
    {
        var (ended, output) = await RunningCli.ResultAsync(_folder, $"{words} --state {State}");
        Assert.Equal((exitCode, true), (ended, output.Contains(reason, StringComparison.Ordinal)));
    }

    /// <summary>Neither what is kept nor what is said holds a key, or the secret half of one.</summary>
    private static async Task AssertNowhereAsync(StackFile stack, string said, params string[] keys)
    {
        await using var source = NpgsqlDataSource.Create(stack.Postgres.ConnectionString);
        await using var command = source.CreateCommand("select string_agg(k::text, ' ') from catalog.api_keys k");
        var kept = (string)(await command.ExecuteScalarAsync())!;
        foreach (var key in keys)
        {
            Assert.Contains(IdOf(key), kept, StringComparison.Ordinal);
            Assert.DoesNotContain(key[21..], kept + said, StringComparison.Ordinal);
        }
    }

    private async Task<string> CreateAsync(string words)
    {
        var (exitCode, output) = await KeyAsync(words);
        Assert.Equal(0, exitCode);
        return Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => line.StartsWith("aik_", StringComparison.Ordinal));
    }

    private Task<(int? ExitCode, string Output)> KeyAsync(string words) => RunningCli.ResultAsync(_folder, $"key {words} --state {State}");

    private Task<string> NodeLogAsync() => File.ReadAllTextAsync(Path.Combine(State, "logs", "node-1.log"));

    private async Task<HttpStatusCode> WriteAsync(Uri node, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(node, "api/v1/resources/by-ref?ref=tool:keys/written"))
        {
            Content = new StringContent($$"""{"title":"{{Guid.NewGuid()}}"}""", null, "application/json"),
        };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task UntilRefusedAsync(Uri node, string key)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await WriteAsync(node, key) != HttpStatusCode.Unauthorized)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private static string IdOf(string key) => key[4..20];
}
