namespace AIKernel.LocalServers;

/// <summary>One Sentinel of a group. It keeps what it learns in its own configuration file.</summary>
internal sealed class RedisSentinel : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // By default Sentinels tell each other every 2 s what they know, and wait four times as long before they put a former
    // master in its place; they ask servers every 10 s who they are. Nothing but time would be lost by that here.
    private static readonly string[] Pace = ["SENTINEL", "DEBUG", "publish-period", "1000", "info-period", "1000"];

    private readonly string _folder;
    private readonly RedisBinary _binary;
    private readonly RedisLogin _login;
    private ServerProcess? _process;

    private RedisSentinel(string folder, RedisBinary binary, RedisLogin login) => (_folder, _binary, _login) = (folder, binary, login);

    /// <summary>The loopback port; the same for the whole life of this object.</summary>
    public int Port { get; private set; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts a Sentinel that watches as these lines say.</summary>
    public static async Task<RedisSentinel> StartAsync(RedisBinary binary, RedisLogin login, string? acl, IReadOnlyList<string> configuration, CancellationToken ct)
    {
        var sentinel = new RedisSentinel(TemporaryFolder.Create("sentinel"), binary, login);
        try
        {
            sentinel.Port = await PortChoice.StartAsync(null, port =>
            {
                PrivateFile.Write(sentinel.ConfigurationFile, string.Join('\n', ["bind 127.0.0.1", .. sentinel.Listen(port, acl), $"dir \"{sentinel._folder}\"", .. configuration, ""]));
                return sentinel.LaunchAsync(port, ct);
            });
            return sentinel;
        }
        catch
        {
            TemporaryFolder.Remove(sentinel._folder);
            throw;
        }
    }

    private string ConfigurationFile => Path.Combine(_folder, "sentinel.conf");

    /// <summary>SIGKILL; ends when the process is gone.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public Task StartAgainAsync(CancellationToken ct) => LaunchAsync(Port, ct);

    public async ValueTask DisposeAsync()
    {
        await (_process?.StopAsync(TimeSpan.FromSeconds(5), Signal.Terminate) ?? Task.CompletedTask);
        TemporaryFolder.Remove(_folder);
    }

    private IEnumerable<string> Listen(int port, string? acl)
    {
        yield return _login.Tls?.ToConfiguration(port) ?? $"port {port}";
        if (acl is not null)
            yield return RedisFolder.WriteUsers(_folder, acl, _login.Password!);
        else if (_login.Password is { } password)
            yield return $"requirepass {password}";
    }

    private async Task LaunchAsync(int port, CancellationToken ct)
    {
        _process = await ServerProcess.StartAsync(new LaunchPlan(_binary.Path, [ConfigurationFile, "--sentinel"], Path.Combine(_folder, "sentinel.log"))
        {
            Environment = UnpackedServers.EnvironmentFor(_binary.Path),
            WorkingDirectory = _folder,
        });
        await Readiness.WaitAsync("Sentinel", _process, StartLimit, token => RedisPing.AnswersAsync(port, _login, token), ct);
        // Refused before Redis 7: then it takes as long as it takes.
        await _login.AskAsync(port, Pace, ct);
    }
}
