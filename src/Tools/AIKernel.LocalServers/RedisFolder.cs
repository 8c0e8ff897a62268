using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Who may do anything on a server that has users: the server's own one may be switched off there.</summary>
    public const string Owner = "local-owner";

    public RedisLogin Login(RedisServerOptions options) => new(options.Acl is null ? null : Owner, options.Password ?? Password, options.Tls);

    /// <summary>Writes the configuration anew; a server that was told to change its own finds nothing of that.</summary>
    public void Configure(RedisServerOptions options, int port, params IEnumerable<string> more) => PrivateFile.Write(
        ConfigurationFile,
        $"""
        bind 127.0.0.1
        {options.Tls?.ToConfiguration(port) ?? $"port {port}"}
        {Secure(options)}
        daemonize no
        pidfile "{PidFile}"
        dir "{Data}"
        save ""
        appendonly {(options.Durable ? "yes" : "no")}
        maxmemory {options.MaxMemoryBytes}
        maxmemory-policy {(options.Durable ? "noeviction" : "allkeys-lru")}
        {string.Join('\n', [.. options.Configuration, .. more])}

        """);

    /// <summary>Leaves what a former server wrote for the next one.</summary>
    public void Keep() => Directory.CreateDirectory(Data);

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

    private string Secure(RedisServerOptions options)
    {
        var password = options.Password ?? Password;
        if (options.Acl is null)
            return $"requirepass {password}\nmasterauth {password}";

        return $"{WriteUsers(Root, options.Acl, password)}\nmasteruser {Owner}\nmasterauth {password}";
    }

    /// <summary>Writes these users and the owner; the line of configuration that names the file.</summary>
    public static string WriteUsers(string folder, string acl, string password)
    {
        var file = Path.Combine(folder, "users.acl");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        PrivateFile.Write(file, $"{acl.Trim()}\nuser {Owner} on #{hash} ~* &* +@all\n");
        return $"aclfile \"{file}\"";
    }

    private string? ConfiguredPort() =>
        File.Exists(ConfigurationFile)
            ? File.ReadLines(ConfigurationFile).FirstOrDefault(line => line.StartsWith("port ", StringComparison.Ordinal))?[5..]
            : null;
}
