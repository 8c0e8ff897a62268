using System.Globalization;
using System.Security.Cryptography;

namespace AIKernel.LocalServers;

/// <summary>
/// A Redis of one's own that survives its master: several servers of which one is the master, watched by Sentinels that
/// make another one the master when it dies. All on 127.0.0.1, all gone when disposed of.
/// </summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    /// <summary>The name under which the Sentinels know the master.</summary>
    public const string ServiceName = "catalog";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RedisSentinelsOptions _options;
    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisSentinel> _sentinels = [];
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private RedisSentinels(RedisSentinelsOptions options) => _options = options;

    /// <summary>Every server, master or copy.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    /// <summary>Where the Sentinels listen.</summary>
    public IReadOnlyList<int> SentinelPorts => [.. _sentinels.Select(static sentinel => sentinel.Port)];

    /// <summary>What a client says to the master, without its endpoint; the password in it: not for logs.</summary>
    public string ConnectionString => _servers[0].Login.Options.TrimStart(',');

    /// <summary>How a client finds the master: <c>host:port,host:port,serviceName=…,password=…</c>, with nothing behind the last where Sentinels have none, and without it where they have users.</summary>
    public string SentinelConfiguration =>
        $"{string.Join(',', SentinelPorts.Select(static port => $"127.0.0.1:{port}"))},serviceName={ServiceName}{(_options.SentinelAcl is null ? $",password={_options.SentinelPassword}" : "")}";

    /// <summary>Starts all of it; copies are in step and every Sentinel knows the others when the task ends.</summary>
    /// <exception cref="LocalServerException">Something did not come up.</exception>
    public static async Task<RedisSentinels> StartAsync(RedisSentinelsOptions? options = null, CancellationToken ct = default)
    {
        var all = new RedisSentinels(options ?? new());
        try
        {
            all._servers.Add(await all.StartServerAsync(ct));
            var master = all._servers[0].Port;
            all._servers.AddRange(await Task.WhenAll(Enumerable.Range(0, all._options.Replicas).Select(_ => all.StartServerAsync(ct, ReplicaOf(master)))));
            all._sentinels.AddRange(await all.StartSentinelsAsync(ct));
            await Patience.HoldsAsync(async () => await all.KnowEachOtherAsync(ct), Limit, "every Sentinel knows the others and the copies", ct);
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>The port that more than half of all Sentinels name as the master's, whether or not that one agrees; null while there is none.</summary>
    public async Task<int?> NamedPortAsync(CancellationToken ct = default)
    {
        var votes = new List<string>();
        foreach (var sentinel in _sentinels.Where(static sentinel => sentinel.IsRunning))
            votes.Add(await SentinelLogin.AskAsync(sentinel.Port, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", ServiceName], ct));

        var elected = votes.GroupBy(static vote => vote).FirstOrDefault(vote => vote.Count() > _sentinels.Count / 2)?.Key;
        return elected is null ? null : int.Parse(elected.Split('\n')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Who is the master, as more than half of all Sentinels see it and as it says itself; null while that is nobody.</summary>
    public async Task<RedisServer?> FindMasterAsync(CancellationToken ct = default)
    {
        var port = await NamedPortAsync(ct);
        var server = _servers.SingleOrDefault(server => server.Port == port && server.IsRunning);
        return server is not null && (await server.Login.AskAsync(server.Port, ["ROLE"], ct)).StartsWith("master", StringComparison.Ordinal) ? server : null;
    }

    /// <summary>The master, once there is one.</summary>
    public async Task<RedisServer> MasterAsync(CancellationToken ct = default)
    {
        RedisServer? master = null;
        await Patience.HoldsAsync(async () => (master = await FindMasterAsync(ct)) is not null, Limit, "there is a master", ct);
        return master!;
    }

    /// <summary>Has the Sentinels make a copy the master, the former master alive and well.</summary>
    public async Task FailOverAsync(CancellationToken ct = default)
    {
        var former = await MasterAsync(ct);
        await Patience.HoldsAsync(async () => await SentinelLogin.AskAsync(_sentinels[0].Port, ["SENTINEL", "FAILOVER", ServiceName], ct) == "OK", Limit, "a Sentinel agrees to a failover", ct);
        await Patience.HoldsAsync(async () => await FindMasterAsync(ct) is { } now && now != former, Limit, "another is the master", ct);
    }

    /// <summary>Starts a server that was killed as a copy of whoever is the master now, with nothing in it.</summary>
    public async Task StartAgainAsync(RedisServer server, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        await server.StartAgainAsync(empty: true, [ReplicaOf((await MasterAsync(ct)).Port)], ct);
    }

    /// <summary>Waits until as many copies as there are other servers running are in step with the master.</summary>
    public async Task InStepAsync(CancellationToken ct = default)
    {
        var copies = _servers.Count(static server => server.IsRunning) - 1;
        await Patience.HoldsAsync(async () => await CopiesAsync(await MasterAsync(ct), ct) == copies, Limit, $"{copies} copies are in step", ct);
    }

    /// <summary>SIGKILL to one of the Sentinels.</summary>
    public Task KillSentinelAsync(int index) => _sentinels[index].KillAsync();

    /// <summary>Starts a Sentinel that was killed; it remembers what it knew.</summary>
    public Task StartSentinelAgainAsync(int index, CancellationToken ct = default) => _sentinels[index].StartAgainAsync(ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sentinel in _sentinels)
            await sentinel.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private RedisLogin SentinelLogin => _options.SentinelAcl is null ? new(null, _options.SentinelPassword, _options.Tls) : new(RedisFolder.Owner, _password, _options.Tls);

    private Task<RedisServer> StartServerAsync(CancellationToken ct, params string[] more) => RedisServer.StartAsync(new()
    {
        Directory = TemporaryFolder.Create("watched"),
        Ephemeral = true,
        Password = _password,
        Acl = _options.Acl,
        Tls = _options.Tls,
        Configuration = ["repl-diskless-sync-delay 0", "repl-ping-replica-period 1", .. _options.Configuration, .. more],
    }, ct);

    private async Task<RedisSentinel[]> StartSentinelsAsync(CancellationToken ct)
    {
        var binary = await RedisBinary.FindAsync(ct);
        var login = _servers[0].Login;
        string[] watch =
        [
            string.Create(CultureInfo.InvariantCulture, $"sentinel monitor {ServiceName} 127.0.0.1 {_servers[0].Port} {(_options.Sentinels / 2) + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"sentinel down-after-milliseconds {ServiceName} {_options.DownAfter.TotalMilliseconds:0}"),
            $"sentinel failover-timeout {ServiceName} 3000",
            .. login.User is { } user ? [$"sentinel auth-user {ServiceName} {user}"] : Array.Empty<string>(),
            $"sentinel auth-pass {ServiceName} {login.Password}",
            .. _options.SentinelAcl is null ? Array.Empty<string>() : [$"sentinel sentinel-user {RedisFolder.Owner}", $"sentinel sentinel-pass {_password}"],
        ];
        return await Task.WhenAll(Enumerable.Range(0, _options.Sentinels).Select(_ => RedisSentinel.StartAsync(binary, SentinelLogin, _options.SentinelAcl, watch, ct)));
    }

    private async Task<bool> KnowEachOtherAsync(CancellationToken ct)
    {
        if (await CopiesAsync(_servers[0], ct) < _options.Replicas)
            return false;
        foreach (var sentinel in _sentinels)
        {
            var facts = (await SentinelLogin.AskAsync(sentinel.Port, ["SENTINEL", "MASTER", ServiceName], ct)).Split('\n');
            if (Fact("num-other-sentinels") != _sentinels.Count - 1 || Fact("num-slaves") != _options.Replicas)
                return false;

            int Fact(string name) => int.Parse(facts[Array.IndexOf(facts, name) + 1], CultureInfo.InvariantCulture);
        }
        return true;
    }

    private static async Task<int> CopiesAsync(RedisServer master, CancellationToken ct) =>
        (await master.Login.AskAsync(master.Port, ["INFO", "replication"], ct)).Split('\n').Count(static line => line.Contains("state=online", StringComparison.Ordinal));

    private static string ReplicaOf(int port) => string.Create(CultureInfo.InvariantCulture, $"replicaof 127.0.0.1 {port}");
}
