using System.Diagnostics;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Pods;

/// <summary>A host of a <see cref="PodNetwork"/>: it has its own address, loopback, host name and mounts.</summary>
internal sealed class NetworkHost(PodNetwork network, string name, string address, Process holder) : IAsyncDisposable
{
    internal static readonly string[] Namespaces = Signals.IsRoot ? ["--net", "--mount", "--uts"] : ["--user", "--preserve-credentials", "--net", "--mount", "--uts"];

    public string Name => name;

    public string Address => address;

    /// <summary>Starts a program in this host; the process is the program itself. It ends with this process.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">All of its environment.</param>
    /// <param name="log">The file that both outputs are added to.</param>
    /// <param name="user">The id of user and group to run as, which gives up every capability; else ours.</param>
    public Task<Process> StartAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, string log, int? user = null) =>
        Spawner.StartAsync(StartInfo(["sh", "-c", """exec "$@" </dev/null >>"$0" 2>&1""", log], command, environment, user));

    /// <summary>Runs a program in this host to its end.</summary>
    public Task<Outcome> RunAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, int? user = null, byte[]? input = null, Stream? output = null) =>
        Shell.RunAsync(StartInfo([], command, environment, user), input, output);

    /// <summary>Cuts the host off from the others, and joins it again: its programs go on.</summary>
    public void Connect(bool connected) => PodNetwork.Enter(holder.Id, $"ip link set eth0 {(connected ? "up" : "down")}");

    /// <summary>The host is gone with its name and address. Its programs must have been ended before.</summary>
    public async ValueTask DisposeAsync()
    {
        network.Name(name, null);
        await PodNetwork.EndAsync(holder);
    }

    private ProcessStartInfo StartInfo(string[] before, IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, int? user)
    {
        string[] become = user is { } id && Signals.IsRoot
            ? [$"--reuid={id}", $"--regid={id}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
            : [];
        string[] words = [.. before, "nsenter", $"--target={holder.Id}", .. Namespaces, "--", "setpriv", .. become, "--pdeathsig=KILL", "--", .. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = "/" };
        start.Environment.Clear();
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        return start;
    }
}
