using System.Diagnostics;
using AIKernel.Cli.Stack;

namespace AIKernel.Cli.Keys;

/// <summary>
/// <c>./run key …</c>: the node's program does it, told where the running stack's database is. It is told through its
/// environment: the words of a process are for all to see, and the connection string holds a password.
/// </summary>
internal static class KeysCommand
{
    public static async Task<int> ExecuteAsync(ManageKeys keys, CancellationToken ct)
    {
        var file = StateFolder.Locate(keys.State).StackFile;
        if (Database(keys.State is not null, file) is not { } database)
            return await Terminal.FailAsync($"No stack runs here ({file} is not there). Start ./run, or name a database in {Servers.CatalogVariable}.", ExitCodes.Failed);

        var start = new ProcessStartInfo(CatalogNode.Host, [Installation.Node, "key", .. keys.Words])
        {
            WorkingDirectory = Path.GetDirectoryName(Installation.Node)!, // where its settings are
        };
        start.Environment[Servers.CatalogVariable] = database;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    // A folder that was named wins over the environment, which wins over the usual folder.
    private static string? Database(bool named, string file)
    {
        var running = StackFile.Read(file)?.Postgres.ConnectionString;
        var told = Environment.GetEnvironmentVariable(Servers.CatalogVariable) is { Length: > 0 } value ? value : null;
        return named ? running : told ?? running;
    }
}
