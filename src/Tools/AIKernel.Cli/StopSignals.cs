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

    public StopSignals() => _registrations = [.. Wanted.Select(signal => PosixSignalRegistration.Create(signal, Ask))];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }
}
