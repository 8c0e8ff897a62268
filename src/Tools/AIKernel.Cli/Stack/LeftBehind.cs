using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>
/// Nodes of a run that was killed without a chance to stop them (where the system does not end them with it). A process
/// counts as ours only if it runs the node's program; servers are found by their own pid files.
/// </summary>
internal static class LeftBehind
{
    public static async Task ClearAsync(StateFolder state)
    {
        var nodes = StackFile.Read(state.StackFile)?.Nodes ?? [];
        foreach (var node in nodes.Where(node => IsNode(node.Pid)))
            await ServerProcess.Adopt(node.Pid).StopAsync(TimeSpan.FromSeconds(5), Signal.Terminate);

        File.Delete(state.StackFile);
    }

    private static bool IsNode(int id) =>
        ProcessTable.Arguments(id).Any(word => Path.GetFileName(word) == Path.GetFileName(Installation.Node));
}
