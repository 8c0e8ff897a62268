using System.Diagnostics;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Benchmarks.Http;

/// <summary>The API, whole, in a process of its own that also holds the constant endpoint: this program, started with <see cref="Argument"/>.</summary>
internal sealed class HttpNode : IAsyncDisposable
{
    /// <summary>What makes this program the API.</summary>
    public const string Argument = "--http-node";

    private readonly Process _process;

    private HttpNode(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Runs the API's own entry point in this process.</summary>
    public static int Run() => (int)typeof(ReadAnswer).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()])!;

    public static async Task<HttpNode> StartAsync(string database, string redis, int port)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(HttpNode).Assembly.Location, Argument]) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(HttpNode).Assembly.GetName().Name;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ConnectionStrings__Catalog"] = database;
        start.Environment["Caching__Redis__ConnectionString"] = redis;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var node = new HttpNode(Process.Start(start) ?? throw new InvalidOperationException("The API did not start."), port);
        node._process.OutputDataReceived += static (_, line) => { if (line.Data is { } text) Console.Error.WriteLine(text); };
        node._process.BeginOutputReadLine();
        await node.WaitUntilReadyAsync();
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The API ended with {_process.ExitCode}.");
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/health/ready"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await timer.WaitForNextTickAsync();
        }
        throw new InvalidOperationException("The API was not ready within a minute.");
    }
}
