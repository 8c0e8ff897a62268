using System.Diagnostics;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Pods;
using AIKernel.TestKit.Load;

namespace AIKernel.Operations.Tests.Drills;

/// <summary>A node of the API as a process in a host of the pods' network, reached from outside through a Unix socket.</summary>
internal sealed class DrillNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120), StopPatience = TimeSpan.FromSeconds(60);

    private readonly NetworkHost _host;
    private readonly Dictionary<string, string> _environment;
    private readonly string _socket, _log;
    private Process? _process;

    private DrillNode(NetworkHost host, string folder, Dictionary<string, string> environment)
    {
        (_host, _environment) = (host, environment);
        (_socket, _log) = (Path.Combine(folder, $"{host.Name}.sock"), Path.Combine(folder, $"{host.Name}.log"));
        _environment["ASPNETCORE_URLS"] = $"http://unix:{_socket}";
        Endpoint = new(new Uri($"http://{host.Name}/"), _socket);
    }

    /// <summary>Where load is put on it.</summary>
    public LoadNode Endpoint { get; }

    /// <summary>A node of this name, ready.</summary>
    public static async Task<DrillNode> StartAsync(PodNetwork network, string name, IReadOnlyDictionary<string, string> settings)
    {
        var dotnet = Shell.Find("dotnet");
        var environment = new Dictionary<string, string>(settings)
        {
            ["PATH"] = $"{Path.GetDirectoryName(dotnet)}:/usr/bin:/bin",
            ["DOTNET_ROOT"] = Path.GetDirectoryName(File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet)!,
            ["HOME"] = network.Folder,
            // As in the image: its settings, of the log too, are beside the program. Without them it would log every request.
            ["DOTNET_CONTENTROOT"] = AppContext.BaseDirectory,
        };
        var node = new DrillNode(await network.AddHostAsync(name), network.Folder, environment);
        await node.StartAsync();
        return node;
    }

    public async Task StartAsync()
    {
        File.Delete(_socket);
        _process = await _host.StartAsync([Shell.Find("dotnet"), Path.Combine(AppContext.BaseDirectory, "AIKernel.Catalog.Api.dll")], _environment, _log);
        var started = TimeProvider.System.GetTimestamp();
        while (!await Endpoint.ProbeAsync())
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(started) > StartLimit) throw new InvalidOperationException($"{_host.Name} is not ready.\n{Log()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>As when its pod is deleted: SIGTERM, and it drains by itself.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        Signal.Terminate.Send(_process.Id);
        await _process.WaitForExitAsync().WaitAsync(StopPatience, TimeProvider.System);
        if (_process.ExitCode != 0) throw new InvalidOperationException($"{_host.Name} ended with {_process.ExitCode}.\n{Log()}");
    }

    /// <summary>The last lines it logged.</summary>
    public string Log() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(30)) : "";

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) _process.Kill();
        if (_process is not null) await _process.WaitForExitAsync();
        _process?.Dispose();
        await _host.DisposeAsync();
    }
}
