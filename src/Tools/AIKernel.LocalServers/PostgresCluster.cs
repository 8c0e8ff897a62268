namespace AIKernel.LocalServers;

/// <summary>The data of one private PostgreSQL: made once, and how a server over it is launched.</summary>
internal sealed class PostgresCluster(PostgresFolder folder, PostgresBinaries binaries)
{
    public const string User = "aikernel";
    public const string Database = "aikernel";

    // The password file must be readable by the server's user and by nobody else, in a folder both can reach.
    private const string InitDbScript =
        """umask 077; f=$(mktemp) || exit 1; trap 'rm -f "$f"' EXIT; cat >"$f"; "$0" --pwfile="$f" "$@" """;

    /// <summary>Makes the data and the database unless a former start finished that.</summary>
    public async Task InitialiseAsync(bool durable, CancellationToken ct)
    {
        if (folder.DataMajor is not null)
            return;

        await folder.PrepareAsync(ct);
        var password = PrivateFile.Password(folder.PasswordFile);
        string[] locale = ["--encoding=UTF8", OperatingSystem.IsMacOS() ? "--locale=en_US.UTF-8" : "--locale=C.UTF-8"];
        string[] sync = durable ? [] : ["--no-sync"];
        string[] careless = durable ? [] : ["-F"];

        await Command.RequireAsync(
            "Initialising PostgreSQL (initdb)",
            AsServer(["sh", "-c", InitDbScript, binaries.InitDb, "-D", folder.Data, "-U", User, "--auth=scram-sha-256", .. locale, .. sync]),
            password, Environment(), ct);

        // Single-user mode needs neither a password nor a client program.
        await Command.RequireAsync(
            "Creating the database",
            AsServer([binaries.Server, "--single", "-D", folder.Data, .. careless, "postgres"]),
            $"CREATE DATABASE {Database};\n", Environment(), ct);
        folder.MarkComplete();
    }

    /// <summary>The server on that port, with the settings that make it private.</summary>
    public LaunchPlan Launch(PostgresServerOptions options, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = $"{port}",
            ["unix_socket_directories"] = "",
            ["max_connections"] = $"{options.MaxConnections}",
            ["timezone"] = "GMT", // built in: a bare container has no time zone files
            ["log_timezone"] = "GMT",
            ["jit"] = "off", // its first use costs more than any query here gains
            ["dynamic_shared_memory_type"] = HasSharedMemory() ? "posix" : "mmap",
        };
        if (!options.Durable)
        {
            // Commits stay synchronous: with fsync off that is one write to the page cache, and without it a killed
            // server would forget what it had acknowledged.
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        foreach (var (name, value) in options.Settings)
            settings[name] = value;

        var arguments = settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
        return new LaunchPlan(binaries.Server, ["-D", folder.Data, .. arguments], folder.LogFile)
        {
            DeathSignal = Signal.Interrupt, // "fast" shutdown; SIGTERM would wait for every client
            User = UnprivilegedUser.ForPostgres,
            Environment = Environment(),
        };
    }

    // Containers get 64 MiB of /dev/shm, too little for a parallel query.
    private static bool HasSharedMemory() =>
        Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").TotalSize >= 512L * 1024 * 1024;

    private static IEnumerable<string> AsServer(string[] command) => [.. UnprivilegedUser.Become(UnprivilegedUser.ForPostgres), .. command];

    private Dictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?>(UnpackedServers.EnvironmentFor(binaries.Folder));
        if (Signals.IsRoot)
            environment["TMPDIR"] = "/tmp"; // root's own may be closed to the server's user

        foreach (var name in new[] { "PGDATA", "PGPORT", "PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS", "LC_ALL" })
            environment[name] = null; // what the caller has set for other servers
        return environment;
    }
}
