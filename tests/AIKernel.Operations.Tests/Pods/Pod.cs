using System.Diagnostics;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Pods;

/// <summary>
/// A pod of a StatefulSet, run as its manifest says with the programs of this machine: its containers' commands, environment,
/// user and mounts, on a read-only root. What a kubelet does for it, as far as the scripts can tell.
/// </summary>
internal sealed class Pod : IAsyncDisposable
{
    private readonly PodNetwork _network;
    private readonly Workload _workload;
    private readonly PodVolumes _volumes;
    private readonly ManifestSet _objects;
    private readonly Dictionary<string, Process> _running = [];
    private NetworkHost? _host;

    public Pod(PodNetwork network, ManifestSet objects, Workload workload, int ordinal)
    {
        (_network, _objects, _workload) = (network, objects, workload);
        Name = $"{workload.Name}-{ordinal}";
        HostName = $"{Name}.{workload.Manifest.Text("spec", "serviceName")}";
        _volumes = new(Path.Combine(network.Folder, Name), objects, workload);
    }

    public string Name { get; }

    /// <summary>What the other pods call it.</summary>
    public string HostName { get; }

    public NetworkHost Host => _host ?? throw new InvalidOperationException($"{Name} does not run.");

    public bool Runs => _host is not null;

    /// <summary>The folder of its claim: what outlives the pod.</summary>
    public string Data => _volumes.PathOf("data");

    public string LogOf(string container) => Path.Combine(_network.Folder, $"{Name}.{container}.log");

    /// <summary>A new pod of this name: a new address, the init containers to their end, and the containers but those left out.</summary>
    public async Task StartAsync(params string[] containers)
    {
        _volumes.Fill();
        _host = await _network.AddHostAsync(HostName, _volumes.MountCommands());
        foreach (var init in _workload.Pod.Items("initContainers"))
            (await Host.RunAsync(CommandOf(init), EnvironmentOf(init), User)).Required($"{Name} {init.Text("name")}");
        foreach (var container in containers) await StartContainerAsync(container);
    }

    /// <summary>Starts the container; again, if it has ended.</summary>
    public async Task StartContainerAsync(string container)
    {
        var manifest = Container(container);
        _running[container] = await Host.StartAsync(CommandOf(manifest), EnvironmentOf(manifest), LogOf(container), User);
    }

    /// <summary>The process of a container.</summary>
    public Process ProcessOf(string container) => _running[container];

    /// <summary>SIGKILL to one container.</summary>
    public Task KillContainerAsync(string container)
    {
        _running[container].Kill();
        return _running[container].WaitForExitAsync();
    }

    /// <summary>As if its host lost power: every process is gone at once, and name and address with them.</summary>
    public async Task KillAsync()
    {
        if (_host is null) return;
        foreach (var process in _running.Values.Where(static one => !one.HasExited)) process.Kill();
        await EndAsync();
    }

    /// <summary>As when the pod is deleted: the containers' pre-stop commands, then SIGTERM, and SIGKILL when the time of grace is over.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_running.Select(pair => StopContainerAsync(pair.Key, pair.Value)));
        await EndAsync();
    }

    /// <summary>Runs a container's probe (<c>livenessProbe</c>, <c>readinessProbe</c> …).</summary>
    public async Task<bool> ProbeAsync(string container, string probe) =>
        (await ExecAsync(container, [.. Container(container).Items(probe, "exec", "command").Select(static one => one.ToString())])).ExitCode == 0;

    /// <summary>Runs a command in a container.</summary>
    public Task<Outcome> ExecAsync(string container, string[] command, byte[]? input = null, Stream? output = null) =>
        Host.RunAsync(command, EnvironmentOf(Container(container)), User, input, output);

    /// <summary>Asks a server of the pod as one of the users that the Secret has a password for.</summary>
    public async Task<string> AskAsync(string user, int port, params string[] words)
    {
        var environment = new Dictionary<string, string>(PodEnvironment.Base()) { ["REDISCLI_AUTH"] = _volumes.Secret(user) };
        string[] tls = _workload.Containers.Any(static one => one.Items("env").Any(static variable => variable.Text("name") == "TLS")) ? ["--tls", "--cacert", "/srv/redis/tls/ca.crt"] : [];
        var outcome = await Host.RunAsync(["redis-cli", "--no-auth-warning", "--user", user, "-p", $"{port}", .. tls, .. words], environment);
        return (outcome.Output + outcome.Errors).Trim();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private int User => _workload.Pod.Number("securityContext", "runAsUser")!.Value;

    private TimeSpan Grace => TimeSpan.FromSeconds(_workload.Pod.Number("terminationGracePeriodSeconds") ?? 30);

    private JsonNode Container(string name) => _workload.Containers.Single(one => one.Text("name") == name);

    private static IEnumerable<string> CommandOf(JsonNode container) =>
        container.Items("command").Concat(container.Items("args")).Select(static one => one.ToString());

    private Dictionary<string, string> EnvironmentOf(JsonNode container) => PodEnvironment.Of(container, _objects, Name, Host.Address);

    private async Task StopContainerAsync(string container, Process process)
    {
        using var grace = new CancellationTokenSource(Grace, TimeProvider.System);
        var command = Container(container).Items("lifecycle", "preStop", "exec", "command").Select(static one => one.ToString()).ToArray();
        if (command.Length > 0) await ExecAsync(container, command).WaitAsync(Grace, TimeProvider.System);
        if (process.HasExited) return;
        Signal.Terminate.Send(process.Id);
        await process.WaitForExitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync()
    {
        foreach (var process in _running.Values) await PodNetwork.EndAsync(process);
        _running.Clear();
        if (_host is { } host) await host.DisposeAsync();
        _host = null;
    }
}
