using System.Runtime.InteropServices;

namespace AIKernel.LocalServers;

/// <summary>The POSIX signals used here. Their numbers differ between Linux and macOS for two of them.</summary>
internal enum Signal
{
    Interrupt,
    Quit,
    Kill,
    Terminate,
    Stop,
    Continue,
}

internal static class Signals
{
    /// <summary>The name that <c>setpriv --pdeathsig</c> knows it by.</summary>
    public static string Name(this Signal signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Quit => "QUIT",
        Signal.Kill => "KILL",
        Signal.Terminate => "TERM",
        Signal.Stop => "STOP",
        _ => "CONT",
    };

    /// <summary>Sends the signal; <see langword="false"/> when there is no such process any more.</summary>
    public static bool Send(this Signal signal, int processId)
    {
        if (kill(processId, Number(signal)) == 0)
            return true;

        const int noSuchProcess = 3;
        var error = Marshal.GetLastPInvokeError();
        return error == noSuchProcess
            ? false
            : throw new LocalServerException($"Signal {signal.Name()} could not be sent to process {processId} (errno {error}).");
    }

    public static bool IsRoot => geteuid() == 0;

    private static int Number(Signal signal) => signal switch
    {
        Signal.Interrupt => 2,
        Signal.Quit => 3,
        Signal.Kill => 9,
        Signal.Terminate => 15,
        Signal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        _ => OperatingSystem.IsMacOS() ? 19 : 18,
    };

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
