using System.Globalization;

namespace AIKernel.LocalServers;

/// <summary>Where one private Redis keeps things, and the server an earlier run may have left there.</summary>
internal sealed class RedisFolder(string directory)
{
    public string Root { get; } = Path.GetFullPath(directory);

    public string Data => Path.Combine(Root, "data");

    public string LogFile => Path.Combine(Root, "redis.log");

    public string ConfigurationFile => Path.Combine(Root, "redis.conf");

    public string Password => PrivateFile.Password(Path.Combine(Root, "redis.password"));

    private string PidFile => Path.Combine(Root, "redis.pid");

    public void Configure(RedisServerOptions options, int port) => PrivateFile.Write(
        ConfigurationFile,
        $"""
        bind 127.0.0.1
        port {port}
        requirepass {Password}
        daemonize no
        pidfile "{PidFile}"
        dir "{Data}"
        save ""
        appendonly no
        maxmemory {options.MaxMemoryBytes}
        maxmemory-policy allkeys-lru
        {string.Join('\n', options.Configuration)}

        """);

    /// <summary>Removes what a former server wrote, so that the next one starts with nothing.</summary>
    public void Empty()
    {
        TemporaryFolder.Remove(Data);
        Directory.CreateDirectory(Data);
    }

    /// <summary>Ends the server that a crashed run left on this folder. An id that now belongs to another process is left alone.</summary>
    public async Task ClearAsync()
    {
        if (!File.Exists(PidFile))
            return;

        if (int.TryParse(await File.ReadAllTextAsync(PidFile), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) && IsServerHere(id))
            await ServerProcess.Adopt(id).StopAsync(TimeSpan.FromSeconds(5), Signal.Terminate);

        File.Delete(PidFile);
    }

    // Redis overwrites its arguments with "redis-server 127.0.0.1:port", and works in its data folder.
    private bool IsServerHere(int id) =>
        ProcessTable.IsAlive(id) && ProcessTable.Arguments(id) is [var program, var address, ..]
        && Path.GetFileName(program) == "redis-server"
        && (ProcessTable.WorkingDirectory(id) is { } folder ? folder == Data : address.EndsWith($":{ConfiguredPort()}", StringComparison.Ordinal));

    private string? ConfiguredPort() =>
        File.Exists(ConfigurationFile)
            ? File.ReadLines(ConfigurationFile).FirstOrDefault(line => line.StartsWith("port ", StringComparison.Ordinal))?[5..]
            : null;
}
