using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AIKernel.LocalServers;

namespace AIKernel.Operations.Tests.Backup;

/// <summary>A catalog with something in each of its places, and a backup of it that was taken while a node served it.</summary>
public sealed class FilledCatalog : IAsyncLifetime
{
    /// <summary>What was said of the first resource when the backup was taken.</summary>
    public const string Before = "as it was when the backup was taken";

    private static readonly string[] Persistent = ["appendonly yes", "enable-debug-command local"];
    private readonly string _secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly Stack<IAsyncDisposable> _running = new();

    /// <summary>Where backups go; gone with the catalog.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("aikernel-backup-").FullName;

    /// <summary>The folder of the backup.</summary>
    internal string Backup { get; private set; } = "";

    internal PostgresServer Postgres { get; private set; } = null!;

    internal RedisServer State { get; private set; } = null!;

    internal RedisServer Cache { get; private set; } = null!;

    /// <summary>The path of the first resource.</summary>
    internal string Resource { get; private set; } = "";

    /// <summary>What a caller shows: a key, as the header's value.</summary>
    internal string Key { get; private set; } = "";

    /// <summary>And what somebody shows who signed in.</summary>
    internal string Cookie { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Postgres = Keep(await PostgresServer.StartTemporaryAsync());
        State = Keep(await StartRedisAsync("state"));
        Cache = Keep(await StartRedisAsync("cache"));
        await using var node = await StartNodeAsync("filling", Postgres);
        await FillAsync(node);
        // Of a long-lived database: what was pruned lies far above the transactions of a fresh server.
        await Tables.RunAsync(Postgres.ConnectionString, "update journal.state set low_water = '4000000000'");
        Backup = (await BackUpAsync()).Required("backup.sh").Trim();
        await Tables.RunAsync(Postgres.ConnectionString, "update journal.state set low_water = '0'");
    }

    public async Task DisposeAsync()
    {
        while (_running.TryPop(out var server)) await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Backs all of it up, with further or other settings.</summary>
    internal Task<Outcome> BackUpAsync(params (string Name, string Value)[] more)
    {
        var environment = BackupScripts.Database(Postgres.ConnectionString);
        foreach (var (prefix, redis) in new[] { ("STATE", State), ("CACHE", Cache) })
        {
            environment[$"{prefix}_REDIS_HOST"] = "127.0.0.1";
            environment[$"{prefix}_REDIS_PORT"] = $"{redis.Port}";
            environment[$"{prefix}_REDIS_PASSWORD"] = redis.Password;
        }
        foreach (var (name, value) in more) environment[name] = value;
        return BackupScripts.RunAsync("backup.sh", environment, more.FirstOrDefault(static one => one.Name == "folder").Value ?? Folder);
    }

    /// <summary>A node with sessions, the ring of keys in the database, and that cache.</summary>
    internal Task<CatalogNode> StartNodeAsync(string name, PostgresServer postgres) => CatalogNode.StartAsync(Path.Combine(Folder, $"{name}.log"), new Dictionary<string, string>(BackupScripts.Database(postgres.ConnectionString))
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Caching__Redis__ConnectionString"] = Cache.ConnectionString,
        // Slow answers of a busy machine are not what is looked at.
        ["Caching__SharedTier__DeadlineMilliseconds"] = "5000",
        ["State__Redis__ConnectionString"] = State.ConnectionString,
        ["State__Sessions__Enabled"] = "true",
        ["State__DataProtection__Key"] = _secret,
        ["State__DataProtection__Store"] = "postgres",
    });

    /// <summary>Stops the server, loses all that it had, lets the folder be filled, and starts it on that.</summary>
    internal static async Task<Outcome> WipeAndRestoreAsync(RedisServer redis, string backup, string name)
    {
        await redis.StopAsync();
        Directory.Delete(redis.DataDirectory, recursive: true);
        Directory.CreateDirectory(redis.DataDirectory);
        var outcome = await BackupScripts.RunAsync("restore.sh", new Dictionary<string, string>(), backup, name, redis.DataDirectory);
        await redis.StartAgainAsync(empty: false);
        return outcome;
    }

    private async Task FillAsync(CatalogNode node)
    {
        var start = new ProcessStartInfo("dotnet", [CatalogNode.Program, "key", "create", "--name", "drill", "--scope", "catalog:read", "--scope", "catalog:write", "--scope", "cache:admin"]);
        start.Environment["ConnectionStrings__Catalog"] = Postgres.ConnectionString;
        Key = $"Bearer {(await Shell.RunAsync(start)).Required("key create").Trim()}";
        for (var number = 0; number < 20; number++)
        {
            var body = new JsonObject { ["kind"] = "model", ["namespace"] = "drill", ["name"] = $"number-{number}", ["description"] = number == 0 ? Before : "Another one." };
            using var created = await node.SendAsync(HttpMethod.Post, "/api/v1/resources", 201, body, ("Authorization", Key));
            if (number == 0) Resource = created.Headers.Location!.ToString();
            await node.GetAsync(created.Headers.Location!.ToString(), ("Authorization", Key));
        }
        (await node.SendAsync(HttpMethod.Post, "/cache", 200, new JsonObject { ["key"] = "drill:1", ["value"] = Before }, ("Authorization", Key))).Dispose();
        using var session = await node.SendAsync(HttpMethod.Post, "/session", 204, null, ("Authorization", Key));
        Cookie = session.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static Task<RedisServer> StartRedisAsync(string name) =>
        RedisServer.StartAsync(new() { Directory = TemporaryFolder.Create(name), Ephemeral = true, Configuration = Persistent });

    private T Keep<T>(T server) where T : IAsyncDisposable
    {
        _running.Push(server);
        return server;
    }
}
