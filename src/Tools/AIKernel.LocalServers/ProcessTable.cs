using System.Diagnostics;
using System.Globalization;

namespace AIKernel.LocalServers;

/// <summary>
/// What is known of a process that need not be our child: from <c>/proc</c> (a bare container has no <c>ps</c>), or
/// from <c>ps</c> where there is no <c>/proc</c>.
/// </summary>
internal static class ProcessTable
{
    private static readonly bool HasProc = Directory.Exists("/proc/self");

    /// <summary>A zombie is dead: nobody may be there to reap it.</summary>
    public static bool IsAlive(int processId) => State(processId) is not (null or 'Z' or 'X');

    /// <summary>Alive and not frozen by a signal.</summary>
    public static bool IsRunning(int processId) => State(processId) is not (null or 'Z' or 'X' or 'T' or 't');

    /// <summary>The arguments of a live process, empty when it is gone.</summary>
    public static IReadOnlyList<string> Arguments(int processId)
    {
        if (!HasProc)
            return Ps($"-o command= -p {processId}").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        return Read($"/proc/{processId}/cmdline")?.Split('\0', ' ') ?? [];
    }

    /// <summary>Only known for processes of our own user, and only where there is a <c>/proc</c>.</summary>
    public static string? WorkingDirectory(int processId)
    {
        try
        {
            return HasProc ? new DirectoryInfo($"/proc/{processId}/cwd").LinkTarget : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static IReadOnlyList<int> ChildrenOf(int processId)
    {
        if (HasProc)
            return [.. ProcessIds().Where(id => Stat(id)?.Parent == processId)];

        return
        [
            .. Ps("-axo pid=,ppid=").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row.Length == 2 && Number(row[1]) == processId)
                .Select(row => Number(row[0])),
        ];
    }

    private static char? State(int processId) =>
        HasProc ? Stat(processId)?.State : Ps($"-o state= -p {processId}").Trim() is [var state, ..] ? state : null;

    private static IEnumerable<int> ProcessIds() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    // "pid (name, which may hold blanks and parentheses) state ppid …"
    private static (char State, int Parent)? Stat(int processId)
    {
        if (Read($"/proc/{processId}/stat") is not { } text)
            return null;

        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], Number(fields[1]));
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } text ? text : null;
        }
        catch (IOException)
        {
            return null; // the process ended: before the file was opened, or (ESRCH) while it was read
        }
    }

    private static string Ps(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ps", arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
