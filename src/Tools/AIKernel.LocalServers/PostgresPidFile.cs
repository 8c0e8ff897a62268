using System.Globalization;

namespace AIKernel.LocalServers;

/// <summary>
/// Reads <c>postmaster.pid</c>: the server's process id in its first line, its state in the eighth. A file may have
/// outlived its server, and the id may belong to another process by now, so the process is looked at too.
/// </summary>
internal static class PostgresPidFile
{
    public static bool IsReady(string data, int processId) =>
        Lines(data) is { Length: >= 8 } lines && Id(lines) == processId && lines[7].Trim() == "ready";

    /// <summary>
    /// Ends the server an earlier run left on the data, if there is one, and removes a file that outlived its
    /// server: PostgreSQL itself refuses to start when the id in it now belongs to some other process of its user.
    /// </summary>
    public static async Task ClearAsync(string data)
    {
        if (Id(Lines(data)) is not { } id)
            return;

        if (IsServerOf(data, id))
            await ServerProcess.Adopt(id).StopAsync(TimeSpan.FromSeconds(5), Signal.Interrupt, Signal.Quit);

        File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    /// <summary>The postmaster on exactly that data, not one of its children and not another process with a reused id.</summary>
    public static bool IsServerOf(string data, int id) =>
        ProcessTable.IsAlive(id) && ProcessTable.Arguments(id) is [var program, ..] words
        && Path.GetFileName(program) is "postgres" or "postmaster"
        && words.Zip(words.Skip(1)).Any(pair => pair.First == "-D" && pair.Second == data);

    private static int? Id(string[] lines) =>
        lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string[] Lines(string data)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(data, "postmaster.pid"));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }
}
