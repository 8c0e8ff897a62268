using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>A program that serves HTTP on loopback, started as a process of its own.</summary>
internal sealed class LocalProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90), StopPatience = TimeSpan.FromSeconds(15);
    private ServerProcess _process = null!;

    public int Port { get; private init; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Ready when the path is answered with 200.</summary>
    /// <param name="name">What it is, for faults.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="ready">The path, on the port.</param>
    /// <param name="plan">Program and arguments, and the environment, for a port.</param>
    public static async Task<LocalProgram> StartAsync(string name, string folder, string ready, Func<int, (IReadOnlyList<string> Command, Dictionary<string, string?> Environment)> plan)
    {
        ServerProcess? process = null;
        using var http = new HttpClient();
        var port = await PortChoice.StartAsync(null, async port =>
        {
            var (command, environment) = plan(port);
            process = await ServerProcess.StartAsync(new(command[0], [.. command.Skip(1)], Path.Combine(folder, $"{name}.log")) { Environment = environment, WorkingDirectory = folder });
            await Readiness.WaitAsync(name, process, StartLimit, ct => AnswersAsync(http, $"http://127.0.0.1:{port}{ready}", ct), CancellationToken.None);
        });
        return new() { Port = port, _process = process! };
    }

    public async ValueTask DisposeAsync() => await _process.StopAsync(StopPatience, Signal.Terminate);

    private static async Task<bool> AnswersAsync(HttpClient http, string address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(address, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }
}
