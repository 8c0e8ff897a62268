namespace AIKernel.LocalServers;

/// <summary>
/// A real Redis of one's own: on 127.0.0.1 alone, on a free port, with a random password, independent of every Redis
/// the system may have. It starts empty unless it is durable.
/// </summary>
/// <remarks>
/// On Linux the server is ended when this process dies, whatever kills it; one that is left behind anyway is found by
/// its pid file, checked to be the server of that folder, and stopped by the next start. Members are not for
/// concurrent use.
/// </remarks>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly RedisServerOptions _options;
    private readonly RedisFolder _folder;
    private readonly RedisBinary _binary;
    private readonly DirectoryLock _lock;
    private ServerProcess? _process;
    private IReadOnlyList<string> _more = [];

    private RedisServer(RedisServerOptions options, RedisFolder folder, RedisBinary binary, DirectoryLock @lock)
    {
        (_options, _folder, _binary, _lock) = (options, folder, binary, @lock);
        ConnectionString = "";
    }

    /// <summary>In the form of StackExchange.Redis, the password in it: not for logs.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>The password alone, for clients that are configured otherwise.</summary>
    public string Password => Login.Password!;

    /// <summary>The user whom the password belongs to; null for the one that every server has.</summary>
    public string? User => Login.User;

    /// <summary>The loopback port; the same for the whole life of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The process id as of the last start.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Where a dump is written, if a client asks for one.</summary>
    public string DataDirectory => _folder.Data;

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>As whom it is spoken to here.</summary>
    internal RedisLogin Login => _folder.Login(_options);

    /// <summary>The file the server logs to.</summary>
    public string LogFile => _folder.LogFile;

    /// <summary>Starts a server, an empty one unless it is durable; ready for commands when the task ends.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    /// <exception cref="LocalServerException">No Redis 6 or newer, the folder is in use, or it did not come up.</exception>
    public static async Task<RedisServer> StartAsync(RedisServerOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new RedisFolder(options.Directory);
        var @lock = DirectoryLock.Take(folder.Root);
        try
        {
            await folder.ClearAsync();
            if (options.Durable)
                folder.Keep();
            else
                folder.Empty();
            var server = new RedisServer(options, folder, await RedisBinary.FindAsync(ct), @lock);
            server.Port = await PortChoice.StartAsync(options.Port, port => server.LaunchAsync(port, ct));
            server.ConnectionString = $"127.0.0.1:{server.Port}{server.Login.Options}";
            return server;
        }
        catch
        {
            @lock.Dispose();
            if (options.Ephemeral)
                TemporaryFolder.Remove(folder.Root);
            throw;
        }
    }

    /// <summary>Starts a server for tests in a temporary folder that disposing removes.</summary>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    public static Task<RedisServer> StartTemporaryAsync(CancellationToken ct = default) =>
        StartAsync(new() { Directory = TemporaryFolder.Create("redis"), Ephemeral = true }, ct);

    /// <summary>Shuts it down in good order.</summary>
    public Task StopAsync() => _process?.StopAsync(_options.StopPatience, Signal.Terminate) ?? Task.CompletedTask;

    /// <summary>SIGKILL; ends when the process is gone.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts it again after a stop or a kill, on the same port and with the same password.</summary>
    /// <param name="empty">
    /// <see langword="false"/> keeps what the last <c>SAVE</c> or <c>BGSAVE</c> of a client wrote: a Redis rolled back to then.
    /// </param>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    /// <exception cref="LocalServerException">It is still running, or it did not come up.</exception>
    public Task StartAgainAsync(bool empty = true, CancellationToken ct = default) => StartAgainAsync(empty, [], ct);

    /// <summary>The same with further lines of configuration, for good.</summary>
    internal async Task StartAgainAsync(bool empty, IReadOnlyList<string> configuration, CancellationToken ct = default)
    {
        _more = configuration;
        if (_process is { HasExited: false })
            throw new LocalServerException("Redis is still running; stop or kill it first.");
        if (empty)
            _folder.Empty();

        await LaunchAsync(Port, ct);
    }

    /// <summary>Freezes the server: connections stay open and nothing answers.</summary>
    public void Pause() => _process?.Pause();

    /// <summary>Lets a frozen server go on where it was.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Stops the server and lets go of the folder; removes it if the options say so.</summary>
    /// <returns>A task that ends when nothing of it runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _lock.Dispose();
        if (_options.Ephemeral)
            TemporaryFolder.Remove(_folder.Root);
    }

    private async Task LaunchAsync(int port, CancellationToken ct)
    {
        _folder.Configure(_options, port, _more);
        _process = await ServerProcess.StartAsync(new LaunchPlan(_binary.Path, [_folder.ConfigurationFile], LogFile)
        {
            Environment = UnpackedServers.EnvironmentFor(_binary.Path),
            WorkingDirectory = _folder.Data,
        });
        await Readiness.WaitAsync("Redis", _process, StartLimit, token => RedisPing.AnswersAsync(port, Login, token), ct);
    }
}
