using System.Collections.Concurrent;
using System.Diagnostics;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Pods;

/// <summary>
/// A network of one's own in the kernel, which nothing outside it sees: hosts with an address each, joined by a bridge, and a
/// file of names that all of them read. It stands in for a cluster's network and DNS.
/// </summary>
internal sealed class PodNetwork : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _addresses = new();
    private readonly Lock _writing = new();
    private int _last = 10;
    private Process? _bridge;

    private PodNetwork(string folder) => Folder = folder;

    /// <summary>Holds everything that the hosts keep; removed at the end.</summary>
    public string Folder { get; }

    public string HostsFile => Path.Combine(Folder, "hosts");

    /// <exception cref="InvalidOperationException">Namespaces cannot be made here.</exception>
    public static async Task<PodNetwork> StartAsync()
    {
        var network = new PodNetwork(TemporaryFolder.Create("pods"));
        network.WriteHosts();
        network._bridge = await HoldAsync("bridge", "ip link set lo up && ip link add pods type bridge && ip address add 10.42.0.1/24 dev pods && ip link set pods up");
        return network;
    }

    /// <summary>A new host under the name, with an address that was never used before. As with pods, a name's next host has another one.</summary>
    /// <param name="name">What the others call it.</param>
    /// <param name="prepare">Shell commands run in its namespaces as root before it is used: mounts.</param>
    public async Task<NetworkHost> AddHostAsync(string name, string prepare = ":")
    {
        var number = Interlocked.Increment(ref _last);
        var address = $"10.42.0.{number}";
        var holder = await HoldAsync(name, $"hostname {name.Split('.')[0]} && ip link set lo up && mount --make-rprivate / && mount --bind '{HostsFile}' /etc/hosts && {prepare}");
        Enter(_bridge!.Id, $"ip link add v{number} type veth peer name eth0 netns {holder.Id} && ip link set v{number} master pods up");
        Enter(holder.Id, $"ip address add {address}/24 dev eth0 && ip link set eth0 up");
        Name(name, address);
        return new(this, name, address, holder);
    }

    /// <summary>The name is known from now on, under this address or, without one, no more.</summary>
    public void Name(string name, string? address)
    {
        if (address is null) _addresses.TryRemove(name, out _);
        else _addresses[name] = address;
        WriteHosts();
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null) await EndAsync(_bridge);
        TemporaryFolder.Remove(Folder);
    }

    internal static async Task EndAsync(Process process)
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>A process that does nothing but keep namespaces alive. It ends with this process, whatever ends that.</summary>
    private static async Task<Process> HoldAsync(string name, string prepare)
    {
        // Without root, a namespace of users gives what the others need.
        string[] users = Signals.IsRoot ? [] : ["--user", "--map-root-user"];
        var start = new ProcessStartInfo("setpriv",
            ["--pdeathsig=KILL", "--", "unshare", .. users, "--net", "--mount", "--uts", "--", "sh", "-c", $"{{ {prepare}; }} 2>&1 && echo ready && exec sleep infinity"]) { RedirectStandardOutput = true };
        var process = await Spawner.StartAsync(start);
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready") return process;
            said.Add(line);
        }
        throw new InvalidOperationException($"The namespaces of {name} could not be made. They need util-linux, iproute2 and root (or unprivileged user namespaces): {string.Join('\n', said)}");
    }

    internal static void Enter(int holder, string commands) =>
        Shell.RunIn("/", "nsenter", [$"--target={holder}", .. NetworkHost.Namespaces, "--", "sh", "-c", commands]).Required(commands);

    private void WriteHosts()
    {
        lock (_writing)
            File.WriteAllText(HostsFile, string.Concat(_addresses.Select(static pair => $"{pair.Value} {pair.Key}\n").Prepend("127.0.0.1 localhost\n")));
    }
}
