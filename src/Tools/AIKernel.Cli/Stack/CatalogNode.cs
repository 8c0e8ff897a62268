using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>One process of the API.</summary>
internal sealed class CatalogNode(int number, int port, ServerProcess process)
{
    private static readonly string[] EnvironmentNames = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(9);

    public int Number => number;

    public string Url { get; } = Address(port);

    public NodeEntry Entry => new(Url, process.Id);

    public static async Task<CatalogNode> StartAsync(int number, int port, StateFolder state, Servers servers)
    {
        var log = state.NodeLog(number);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.Delete(log);
        var plan = new LaunchPlan(Host, [Installation.Node], log)
        {
            WorkingDirectory = Path.GetDirectoryName(Installation.Node)!, // where its settings are
            Environment = Settings(Address(port), servers),
        };
        return new CatalogNode(number, port, await ServerProcess.StartAsync(plan));
    }

    /// <summary>Ends when the node says it is ready; a node that dies instead is a fault with its last words.</summary>
    public Task WaitUntilReadyAsync(HttpClient client, CancellationToken ct) =>
        Readiness.WaitAsync($"Node {number}", process, StartLimit, token => IsReadyAsync(client, token), ct);

    public async Task<string> WaitForEndAsync(CancellationToken ct)
    {
        await process.WaitForExitAsync(ct);
        return $"Node {number} ended (exit code {process.ExitCode}). Its last lines:\n{process.LogTail()}";
    }

    /// <summary>SIGTERM, nine seconds to finish what it is at, then SIGKILL.</summary>
    public Task StopAsync() => process.StopAsync(StopPatience, Signal.Terminate);

    /// <summary>What starts the node's program.</summary>
    public static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static string Address(int port) => $"http://127.0.0.1:{port}";

    private static Dictionary<string, string?> Settings(string url, Servers servers)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = url,
            [Servers.CatalogVariable] = servers.Postgres.ConnectionString,
            [Servers.RedisVariable] = servers.Redis.ConnectionString,
            [Servers.StateVariable] = servers.State?.ConnectionString ?? "",
        };
        foreach (var (name, value) in EnvironmentOfNodes())
            settings[name] = value;

        return settings;
    }

    /// <summary>The environment (Development, Production …) that nodes run in, in both of its variables.</summary>
    public static IEnumerable<(string Name, string Value)> EnvironmentOfNodes() =>
        EnvironmentNames.Select(static name => (name, Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : Told() ?? "Development"));

    /// <summary>The environment that one of the two variables names, for both: the node would else hear two.</summary>
    private static string? Told() => EnvironmentNames.Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(static name => name is { Length: > 0 });

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"{Url}/health/ready"), ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false; // took the question and was too busy to answer it
        }
    }
}
