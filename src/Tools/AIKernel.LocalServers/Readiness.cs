namespace AIKernel.LocalServers;

/// <summary>Waits for a child to answer, and tells a child that died from one that is slow.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>Ends when the probe says yes. On any other outcome the child is killed, and the fault says why with its last log lines.</summary>
    public static async Task WaitAsync(
        string name, ServerProcess process, TimeSpan limit, Func<CancellationToken, Task<bool>> isReady, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            // Another program on the port may take a connection and never answer: a probe is not waited for beyond the child.
            var exited = process.WaitForExitAsync(either.Token);
            while (true)
            {
                var probe = isReady(either.Token);
                if (await Task.WhenAny(probe, exited) == probe && await probe)
                    return;
                if (process.HasExited)
                    throw new LocalServerException($"{name} ended while starting (exit code {process.ExitCode}):\n{process.LogTail()}");

                await Task.Delay(Poll, TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await process.KillAsync();
            throw new LocalServerException($"{name} was not ready after {limit.TotalSeconds:0} s:\n{process.LogTail()}");
        }
        catch
        {
            await either.CancelAsync();
            await process.KillAsync();
            throw;
        }
    }
}
