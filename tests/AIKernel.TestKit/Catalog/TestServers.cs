using System.Collections.Concurrent;

namespace AIKernel.TestKit.Catalog;

/// <summary>
/// Servers that live as long as the test run. <see cref="ServersTestFramework"/> stops them when the last test is
/// done; without it the end of the process does.
/// </summary>
public static class TestServers
{
    private static readonly ConcurrentStack<IAsyncDisposable> Running = new();

    static TestServers() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => StopAsync().GetAwaiter().GetResult();

    /// <summary>Stops the server, once, when no test needs it any more. The server started last is stopped first.</summary>
    public static T StopAtEnd<T>(T server) where T : IAsyncDisposable
    {
        Running.Push(server);
        return server;
    }

    /// <summary>Stops what is still running.</summary>
    public static async Task StopAsync()
    {
        while (Running.TryPop(out var server)) await server.DisposeAsync();
    }
}
