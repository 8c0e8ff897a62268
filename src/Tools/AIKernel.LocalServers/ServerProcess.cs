using System.Diagnostics;

namespace AIKernel.LocalServers;

/// <summary>A running child, or a process that a crashed run left behind: signals to it, and waiting for its end.</summary>
internal sealed class ServerProcess(int id, Process? child, string? logFile = null)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public int Id => id;

    public bool HasExited => child?.HasExited ?? !ProcessTable.IsAlive(id);

    public int? ExitCode => child is { HasExited: true } ? child.ExitCode : null;

    public static async Task<ServerProcess> StartAsync(LaunchPlan plan)
    {
        var process = await Spawner.StartAsync(plan.ToStartInfo());
        return new ServerProcess(process.Id, process, plan.LogFile);
    }

    /// <summary>Takes over a process that an earlier run left behind.</summary>
    public static ServerProcess Adopt(int id) => new(id, child: null);

    /// <summary>The last lines it logged: what a person needs to see when it did not come up.</summary>
    public string LogTail(int lines = 15) =>
        logFile is not null && File.Exists(logFile) ? string.Join('\n', ReadShared(logFile).TakeLast(lines)) : "";

    public Task WaitForExitAsync(CancellationToken ct) =>
        child is not null ? child.WaitForExitAsync(ct) : UntilAsync(() => HasExited, ct);

    /// <summary>Asks with each signal in turn, the next one when the patience is used up, and at last with SIGKILL.</summary>
    public async Task StopAsync(TimeSpan patience, params Signal[] signals)
    {
        Resume();
        foreach (var signal in signals)
        {
            if (HasExited || !signal.Send(id) || await ExitsWithinAsync(patience))
                return;
        }

        await KillAsync();
    }

    /// <summary>Ends it and its children at once, and returns when all of them are gone.</summary>
    public async Task KillAsync()
    {
        if (HasExited)
            return;

        Signal.Stop.Send(id); // no new children from here on
        int[] family = [id, .. ProcessTable.ChildrenOf(id)];
        foreach (var member in family)
            Signal.Kill.Send(member);

        await UntilAsync(() => HasExited && !family.Any(ProcessTable.IsAlive), CancellationToken.None);
    }

    /// <summary>Freezes it (first, so that it starts no more children) and its children; none of them runs when this returns.</summary>
    public void Pause()
    {
        Freeze(id);
        foreach (var member in ProcessTable.ChildrenOf(id))
            Freeze(member);
    }

    public void Resume()
    {
        if (HasExited)
            return;

        foreach (var member in ProcessTable.ChildrenOf(id))
            Signal.Continue.Send(member);
        Signal.Continue.Send(id);
    }

    /// <summary>Polls a condition that nothing announces.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        while (!condition())
            await Task.Delay(Poll, TimeProvider.System, ct);
    }

    // The signal is only on its way when kill() returns.
    private static void Freeze(int member)
    {
        if (Signal.Stop.Send(member) && !SpinWait.SpinUntil(() => !ProcessTable.IsRunning(member), TimeSpan.FromSeconds(5)))
            throw new LocalServerException($"Process {member} did not stop for SIGSTOP.");
    }

    private async Task<bool> ExitsWithinAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            await WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static List<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);

        return lines;
    }
}
