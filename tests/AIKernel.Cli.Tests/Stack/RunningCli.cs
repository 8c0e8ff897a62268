using AIKernel.Cli.Stack;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.Stack;

/// <summary>The command line as a process of its own, over the node built beside these tests.</summary>
internal sealed class RunningCli : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string Beside = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
    private readonly ServerProcess _process;
    private readonly string _output;

    private RunningCli(ServerProcess process, string output) => (_process, _output) = (process, output);

    public string Output => File.ReadAllText(_output);

    public int? ExitCode => _process.ExitCode;

    public static async Task<RunningCli> StartAsync(string folder, string words, string? node = null, Dictionary<string, string?>? environment = null)
    {
        var output = Path.Combine(folder, $"{Guid.NewGuid():N}.out");
        await File.WriteAllTextAsync(output, ""); // there from the first look
        var plan = new LaunchPlan("dotnet", [Built("AIKernel.Cli"), .. words.Split(' ')], output)
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string?>(environment ?? [])
            {
                ["AIKERNEL_HOME"] = AppContext.BaseDirectory, // where demo/ is
                ["AIKERNEL_NODE"] = node ?? Built("AIKernel.Catalog.Api"),
                [Servers.CatalogVariable] = null,
                [Servers.RedisVariable] = null,
                [Servers.StateVariable] = null,
            },
        };
        return new RunningCli(await ServerProcess.StartAsync(plan), output);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int? ExitCode, string Output)> ResultAsync(string folder, string words, string? node = null)
    {
        await using var cli = await StartAsync(folder, words, node);
        using var limit = new CancellationTokenSource(Patience);
        await cli._process.WaitForExitAsync(limit.Token);
        return (cli.ExitCode, cli.Output);
    }

    /// <summary>Waits for the description of what runs.</summary>
    public async Task<StackFile> ReadyAsync(string state)
    {
        var path = Path.Combine(state, "stack.json");
        using var limit = new CancellationTokenSource(Patience);
        await ServerProcess.UntilAsync(() => _process.HasExited || Output.Contains("Ctrl-C stops", StringComparison.Ordinal), limit.Token);
        return StackFile.Read(path) ?? throw new InvalidOperationException($"It did not come up:\n{Output}");
    }

    public async Task<int?> SignalAsync(Signal signal)
    {
        signal.Send(_process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15)); // the contract's
        await _process.WaitForExitAsync(limit.Token);
        return ExitCode;
    }

    public async ValueTask DisposeAsync() => await _process.StopAsync(TimeSpan.FromSeconds(15), Signal.Terminate);

    private static string Built(string project) =>
        Path.GetFullPath(Path.Combine(Beside, "../..", project, Path.GetFileName(Beside), $"{project}.dll"));
}
