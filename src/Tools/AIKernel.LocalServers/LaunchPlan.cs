using System.Diagnostics;

namespace AIKernel.LocalServers;

/// <summary>
/// How a long-running child is started: away from the terminal (its own session, so that Ctrl-C reaches only us and
/// the order of stopping is ours), its output appended to a file (a pipe would end it with us, half way), and ended by
/// the system if this process dies without a word. Every step replaces the one before (<c>exec</c>), so the process
/// id is the server's own.
/// </summary>
internal sealed record LaunchPlan(string FileName, IReadOnlyList<string> Arguments, string LogFile)
{
    private const string Redirect = """exec "$@" </dev/null >>"$0" 2>&1""";

    /// <summary>What ends the child when this process dies (Linux).</summary>
    public Signal DeathSignal { get; init; } = Signal.Terminate;

    /// <summary>The user to run as, when that is not our own.</summary>
    public string? User { get; init; }

    public string WorkingDirectory { get; init; } = "/";

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public ProcessStartInfo ToStartInfo()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Redirect, LogFile, .. Detach(), FileName, .. Arguments])
        {
            WorkingDirectory = WorkingDirectory,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;

        return start;
    }

    // The death signal is cleared by a change of user, so both are asked of one setpriv, which sets the signal last.
    private IEnumerable<string> Detach() =>
        OperatingSystem.IsLinux() ? ["setsid", .. UnprivilegedUser.Become(User, $"--pdeathsig={DeathSignal.Name()}")] : [];
}
