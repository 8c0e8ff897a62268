using System.Diagnostics;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>The host as an operator starts it: a process of its own, settings in the environment.</summary>
internal sealed class ApiProcess : IDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, Task<string> output, Task<string> errors) => (_process, Output, Errors) = (process, output, errors);

    public Task<string> Output { get; }

    public Task<string> Errors { get; }

    public bool HasEnded => _process.HasExited;

    public static ApiProcess Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ProblemKind).Assembly.Location },
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        // Open to everybody, unless a test is about who may come in.
        (start.Environment["Access__Writes"], start.Environment["Access__Operations"]) = ("open", "open");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        return new(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>What SIGTERM does in a cluster.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>What kill -9 does: not a line of the process runs any more.</summary>
    public void Kill() => _process.Kill();

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
