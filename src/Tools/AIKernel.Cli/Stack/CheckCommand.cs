using System.Diagnostics;

namespace AIKernel.Cli.Stack;

/// <summary>
/// <c>./run --check-config</c>: the node's program shows what it would be configured with, in the environment that a node of
/// <c>./run</c> has. Servers that nothing names would be private ones, known only when they run.
/// </summary>
internal static class CheckCommand
{
    private const string AnyDatabase = "Host=127.0.0.1;Database=catalog", AnyRedis = "127.0.0.1";

    public static async Task<int> ExecuteAsync(CheckConfiguration check, CancellationToken ct)
    {
        var stack = StackFile.Read(StateFolder.Locate(check.State).StackFile);
        var start = new ProcessStartInfo(CatalogNode.Host, [Installation.Node, CommandLine.CheckWord, .. check.Words])
        {
            WorkingDirectory = Path.GetDirectoryName(Installation.Node)!, // where its settings are
        };
        await TellAsync(start, Servers.CatalogVariable, stack?.Postgres.ConnectionString, AnyDatabase);
        await TellAsync(start, Servers.RedisVariable, stack?.Redis.ConnectionString, AnyRedis);
        await TellAsync(start, Servers.StateVariable, stack?.State?.ConnectionString, AnyRedis);
        foreach (var (name, value) in CatalogNode.EnvironmentOfNodes())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    private static async Task TellAsync(ProcessStartInfo start, string variable, string? running, string any)
    {
        if (start.Environment.TryGetValue(variable, out var told) && !string.IsNullOrEmpty(told))
            return;

        start.Environment[variable] = running ?? any;
        if (running is null)
            await Console.Error.WriteLineAsync($"{variable} is not set: ./run starts a server of its own and says here where it is.");
    }
}
