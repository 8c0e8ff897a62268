using System.Diagnostics;
using System.Globalization;

namespace AIKernel.Benchmarks.Storm;

/// <summary>A node of the storm in a process of its own: this same program, started with <see cref="Argument"/>.</summary>
internal sealed class StormProcess : IAsyncDisposable
{
    /// <summary>What makes this program a node of the storm.</summary>
    public const string Argument = "--storm-node";

    private readonly Process _process;
    private bool _killed;

    private StormProcess(Process process) => _process = process;

    public static async Task<StormProcess> StartAsync(string connectionString)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(StormProcess).Assembly.Location, Argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var node = new StormProcess(Process.Start(start) ?? throw new InvalidOperationException("A node of the storm did not start."));
        await node._process.StandardInput.WriteLineAsync(connectionString);
        await node._process.StandardInput.FlushAsync();
        if (await node._process.StandardOutput.ReadLineAsync() is not "ready") throw new InvalidOperationException("A node of the storm did not get ready.");
        return node;
    }

    /// <summary>Gives an order; its callers are at it when this returns.</summary>
    public void Begin(StormOrder order)
    {
        _process.StandardInput.WriteLine(order.ToString());
        _process.StandardInput.Flush();
    }

    /// <summary>How long the slowest caller of the order waited, in milliseconds.</summary>
    public async Task<double> EndAsync() =>
        double.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A node of the storm ended early."), CultureInfo.InvariantCulture);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _killed = true;
        _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        if (!_killed && _process.ExitCode != 0) throw new InvalidOperationException($"A node of the storm ended with {_process.ExitCode}.");
        _process.Dispose();
    }
}
