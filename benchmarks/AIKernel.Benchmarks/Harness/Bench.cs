using AIKernel.LocalServers;

namespace AIKernel.Benchmarks.Harness;

/// <summary>What the suites of one run share: how long to measure, and the private servers, each started when first asked for.</summary>
internal sealed class Bench(bool quick) : IAsyncDisposable
{
    private const long RedisMemory = 1L << 30; // nothing that is measured is evicted

    private RedisServer? _redis;
    private PostgresServer? _postgres;

    /// <summary>Shorter and fewer rounds: everything of the table in under three minutes.</summary>
    public bool Quick { get; } = quick;

    public int Pick(int full, int quick) => Quick ? quick : full;

    public async Task<RedisServer> RedisAsync() => _redis ??= await StartRedisAsync();

    /// <summary>As durable as in production.</summary>
    public async Task<PostgresServer> PostgresAsync() =>
        _postgres ??= await PostgresServer.StartAsync(new() { Directory = NewFolder("postgres"), Durable = true, Ephemeral = true });

    /// <summary>A Redis of a suite's own, to be killed and frozen.</summary>
    public static Task<RedisServer> StartRedisAsync() =>
        RedisServer.StartAsync(new() { Directory = NewFolder("redis"), Ephemeral = true, MaxMemoryBytes = RedisMemory });

    /// <summary>Tells whoever waits what is going on; figures go to standard output, this does not.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null) await _redis.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    private static string NewFolder(string purpose)
    {
        var folder = Directory.CreateTempSubdirectory($"aikernel-bench-{purpose}-").FullName;
        // Open for passing through: PostgreSQL runs as a user of its own when we are root.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }
}
