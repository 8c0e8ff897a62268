namespace AIKernel.LocalServers;

/// <summary>
/// A real PostgreSQL of one's own: on 127.0.0.1 alone, on a free port, with a random password, run by an
/// unprivileged user even when we are root, and independent of every PostgreSQL the system may have.
/// </summary>
/// <remarks>
/// Holds a database <c>aikernel</c> (UTF-8, C.UTF-8) and a superuser of that name. On Linux the server is ended when
/// this process dies, whatever kills it; a server that is left behind anyway is found by its pid file, checked to be
/// the server of that data, and stopped by the next start. Members are not for concurrent use.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly PostgresServerOptions _options;
    private readonly PostgresFolder _folder;
    private readonly PostgresCluster _cluster;
    private readonly DirectoryLock _lock;
    private ServerProcess? _process;

    private PostgresServer(PostgresServerOptions options, PostgresFolder folder, PostgresCluster cluster, DirectoryLock @lock)
    {
        (_options, _folder, _cluster, _lock) = (options, folder, cluster, @lock);
        DataDirectory = folder.Data;
        ConnectionString = "";
    }

    /// <summary>Npgsql keywords for the database <c>aikernel</c>, the password among them: not for logs.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>The loopback port; the same for the whole life of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The postmaster's process id as of the last start.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>The real path of the data, links resolved.</summary>
    public string DataDirectory { get; }

    /// <summary>The file the server logs to.</summary>
    public string LogFile => _folder.LogFile;

    /// <summary>
    /// Starts a server over the data in the folder, which is made on the first start. Ready for connections when the
    /// task ends.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    /// <exception cref="LocalServerException">No PostgreSQL 13 or newer, the folder is in use, or it did not come up.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new PostgresFolder(options.Directory);
        var @lock = DirectoryLock.Take(folder.Root);
        try
        {
            foreach (var place in folder.Places)
                await PostgresPidFile.ClearAsync(place);

            var cluster = new PostgresCluster(folder, await PostgresBinaries.FindAsync(folder.DataMajor, ct));
            await cluster.InitialiseAsync(options.Durable, ct);
            var server = new PostgresServer(options, folder, cluster, @lock);
            await server.StartOnSomePortAsync(ct);
            return server;
        }
        catch
        {
            if (options.Ephemeral)
                folder.Erase();
            @lock.Dispose();
            if (options.Ephemeral)
                TemporaryFolder.Remove(folder.Root);
            throw;
        }
    }

    /// <summary>Starts a server for tests in a temporary folder that disposing removes; not durable.</summary>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    public static Task<PostgresServer> StartTemporaryAsync(CancellationToken ct = default) =>
        StartAsync(new() { Directory = TemporaryFolder.Create("postgres"), Ephemeral = true, MaxConnections = 200 }, ct);

    /// <summary>Ends a server that was left on the folder's data, then removes data and password.</summary>
    /// <param name="directory">The folder that was given in the options.</param>
    /// <exception cref="LocalServerException">The folder is in use.</exception>
    public static async Task EraseAsync(string directory)
    {
        var folder = new PostgresFolder(directory);
        if (!Directory.Exists(folder.Root))
            return;

        using var held = DirectoryLock.Take(folder.Root);
        foreach (var place in folder.Places)
            await PostgresPidFile.ClearAsync(place);
        folder.Erase();
    }

    /// <summary>Shuts it down in good order: sessions are cut, everything committed is on disk, no recovery at the next start.</summary>
    public Task StopAsync() => _process?.StopAsync(_options.StopPatience, Signal.Interrupt, Signal.Quit) ?? Task.CompletedTask;

    /// <summary>SIGKILL to the whole server, as a power cut would; ends when every process of it is gone.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts it again after a stop or a kill, on the same port and data.</summary>
    /// <param name="ct">Gives up; nothing is left running then.</param>
    /// <exception cref="LocalServerException">It is still running, or it did not come up.</exception>
    public Task StartAgainAsync(CancellationToken ct = default) =>
        _process is { HasExited: false }
            ? throw new LocalServerException("PostgreSQL is still running; stop or kill it first.")
            : LaunchAsync(Port, ct);

    /// <summary>Freezes every process of the server: connections stay open and nothing answers.</summary>
    public void Pause() => _process?.Pause();

    /// <summary>Lets a frozen server go on where it was.</summary>
    public void Resume() => _process?.Resume();

    /// <summary>Stops the server and lets go of the folder; removes it if the options say so.</summary>
    /// <returns>A task that ends when nothing of it runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_options.Ephemeral)
            _folder.Erase();

        _lock.Dispose();
        if (_options.Ephemeral)
            TemporaryFolder.Remove(_folder.Root);
    }

    private async Task StartOnSomePortAsync(CancellationToken ct)
    {
        Port = await PortChoice.StartAsync(_options.Port, port => LaunchAsync(port, ct));
        ConnectionString =
            $"Host=127.0.0.1;Port={Port};Database={PostgresCluster.Database};Username={PostgresCluster.User};" +
            $"Password={PrivateFile.Password(_folder.PasswordFile)}";
    }

    private async Task LaunchAsync(int port, CancellationToken ct)
    {
        await PostgresPidFile.ClearAsync(DataDirectory);
        _process = await ServerProcess.StartAsync(_cluster.Launch(_options, port));
        await Readiness.WaitAsync(
            "PostgreSQL", _process, StartLimit,
            _ => Task.FromResult(PostgresPidFile.IsReady(DataDirectory, _process.Id)), ct);
    }
}
