using System.Runtime.InteropServices;

namespace AIKernel.Cli;

/// <summary>
/// Ctrl-C, SIGTERM, SIGQUIT and a closed terminal ask for an orderly end, however often they are sent: the end has its
/// own deadlines.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Wanted = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        // A shell starts its background jobs with SIGINT ignored, and the runtime respects that; then nothing but
        // SIGTERM would stop "./run &". An ignored SIGHUP (nohup) stays as it is.
        const int interrupt = 2;
        signal(interrupt, 0);
        _registrations = [.. Wanted.Select(signal => PosixSignalRegistration.Create(signal, Ask))];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint signal(int number, nint handler);

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
}
