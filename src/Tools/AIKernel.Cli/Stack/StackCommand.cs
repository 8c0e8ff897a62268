using AIKernel.LocalServers;
using Spectre.Console;

namespace AIKernel.Cli.Stack;

/// <summary><c>./run</c>: starts servers and nodes, watches them, and stops exactly what it started.</summary>
internal sealed class StackCommand(IAnsiConsole console, RunStack run)
{
    private readonly StateFolder _state = StateFolder.Locate(run.State);
    private readonly List<CatalogNode> _nodes = [];

    /// <summary>
    /// Returns when it was asked to stop, or when the last node has ended. Nothing of it is left running, whatever the
    /// outcome.
    /// </summary>
    public async Task<int> ExecuteAsync(StopSignals stop)
    {
        using var held = DirectoryLock.TryTake(_state.Root)
            ?? throw new LocalServerException($"./run is already active on {_state.Root}. Stop it first, or choose another folder with --state.");

        await LeftBehind.ClearAsync(_state);
        RequireFreePorts();
        if (run.Fresh)
            await _state.EraseAsync();

        console.Say(Servers.Plan());
        await using var servers = await Servers.StartAsync(_state, stop.Token);
        try
        {
            await StartNodesAsync(servers, stop.Token);
            new StackFile(servers.Postgres, servers.Redis, servers.State, [.. _nodes.Select(node => node.Entry)]).Write(_state.StackFile);
            foreach (var line in NextSteps.Lines([.. _nodes.Select(node => node.Url)], _state))
                console.Say(line);

            return await WatchAsync(stop.Token);
        }
        finally
        {
            console.Say("Stopping …");
            File.Delete(_state.StackFile);
            await Task.WhenAll(_nodes.Select(node => node.StopAsync()));
        }
    }

    private async Task StartNodesAsync(Servers servers, CancellationToken ct)
    {
        console.Say(run.Nodes == 1 ? "Starting the node …" : $"Starting {run.Nodes} nodes …");
        for (var number = 1; number <= run.Nodes; number++)
            _nodes.Add(await CatalogNode.StartAsync(number, run.Port + number - 1, _state, servers));

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
        var waiting = _nodes.Select(node => node.WaitUntilReadyAsync(client, ct)).ToList();
        while (waiting.Count > 0)
        {
            var settled = await Task.WhenAny(waiting);
            waiting.Remove(settled);
            await settled; // a node that died is reported at once, not when the others are ready
        }

        if (await new Demo(_state, client).LoadOnceAsync(_nodes[0].Url, ct) is { } loaded)
            console.Say(loaded);
    }

    /// <summary>A node may be killed to see what the others do; only when none is left there is nothing to run.</summary>
    private async Task<int> WatchAsync(CancellationToken stop)
    {
        var alive = _nodes.Select(node => node.WaitForEndAsync(stop)).ToList();
        try
        {
            while (alive.Count > 0)
            {
                var ended = await Task.WhenAny(alive);
                alive.Remove(ended);
                console.Say(await ended);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }

        return await Terminal.FailAsync("No node is left.", ExitCodes.Failed);
    }

    private void RequireFreePorts()
    {
        for (var port = run.Port; port < run.Port + run.Nodes; port++)
        {
            if (!FreePort.IsFree(port))
                throw new LocalServerException($"Port {port} is taken by another program. Choose another with --port.");
        }
    }
}
