using System.Globalization;
using System.Security.Cryptography;

namespace AIKernel.LocalServers;

/// <summary>A Redis Cluster of one's own: masters that share the slots, and a copy of each. All on 127.0.0.1, all gone when disposed of.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RedisClusterOptions _options;
    private readonly List<RedisServer> _nodes = [];
    private readonly string _password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private RedisCluster(RedisClusterOptions options) => _options = options;

    /// <summary>Every node: first those that were started as masters, then their copies in the same order, then those that were added.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>In the form of StackExchange.Redis, with the first six nodes; the password in it: not for logs.</summary>
    public string ConnectionString => $"{string.Join(',', _nodes.Take(2 * _options.Masters).Select(static node => $"127.0.0.1:{node.Port}"))}{_nodes[0].Login.Options}";

    /// <summary>Starts it; all slots are served and every copy is in step when the task ends.</summary>
    /// <exception cref="LocalServerException">Something did not come up.</exception>
    public static async Task<RedisCluster> StartAsync(RedisClusterOptions? options = null, CancellationToken ct = default)
    {
        var cluster = new RedisCluster(options ?? new());
        try
        {
            var masters = cluster._options.Masters;
            cluster._nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 2 * masters).Select(_ => cluster.StartNodeAsync(ct))));
            await cluster.FormAsync(masters, ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more node, which belongs to nothing yet.</summary>
    public async Task<RedisServer> StartSpareAsync(CancellationToken ct = default)
    {
        _nodes.Add(await StartNodeAsync(ct));
        return _nodes[^1];
    }

    /// <summary>The name by which a node goes in its cluster.</summary>
    public static Task<string> NameOfAsync(RedisServer node, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Login.RequireAsync(node.Port, ct, "CLUSTER", "MYID");
    }

    /// <summary>Whether the node is a master, as it sees itself.</summary>
    public static async Task<bool> IsMasterAsync(RedisServer node, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return (await node.Login.AskAsync(node.Port, ["ROLE"], ct)).StartsWith("master", StringComparison.Ordinal);
    }

    /// <summary>Waits until every running node finds all slots served.</summary>
    public Task IsWholeAsync(CancellationToken ct = default) =>
        Patience.HoldsAsync(() => AllAsync(static info => info.Contains("cluster_state:ok", StringComparison.Ordinal), ct), Limit, "the cluster serves all its slots", ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(static node => node.DisposeAsync().AsTask()));

    private Task<RedisServer> StartNodeAsync(CancellationToken ct) => RedisServer.StartAsync(new()
    {
        Directory = TemporaryFolder.Create("cluster"),
        Ephemeral = true,
        Password = _password,
        Acl = _options.Acl,
        Tls = _options.Tls,
        Configuration =
        [
            "cluster-enabled yes",
            "cluster-announce-ip 127.0.0.1",
            // The usual one, 10,000 above the other, may lie where the system takes outgoing ports from.
            string.Create(CultureInfo.InvariantCulture, $"cluster-port {FreePort.Next()}"),
            string.Create(CultureInfo.InvariantCulture, $"cluster-node-timeout {_options.NodeTimeout.TotalMilliseconds:0}"),
            "repl-diskless-sync-delay 0",
            "repl-ping-replica-period 1",
            .. _options.Configuration,
        ],
    }, ct);

    /// <summary>What <c>redis-cli --cluster create</c> does, without its waits of a second each.</summary>
    private async Task FormAsync(int masters, CancellationToken ct)
    {
        for (var i = 0; i < _nodes.Count; i++)
            await RequireAsync(i, ct, "CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        for (var i = 0; i < masters; i++)
            await RequireAsync(i, ct, "CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / masters), Text((Slots * (i + 1) / masters) - 1));
        var bus = (await RequireAsync(0, ct, "CONFIG", "GET", "cluster-port")).Split('\n')[1];
        for (var i = 1; i < _nodes.Count; i++)
            await RequireAsync(i, ct, "CLUSTER", "MEET", "127.0.0.1", Text(_nodes[0].Port), bus);

        await Patience.HoldsAsync(() => AllAsync(info => info.Contains($"cluster_known_nodes:{_nodes.Count}\r", StringComparison.Ordinal), ct), Limit, "every node knows the others", ct);
        for (var i = 0; i < masters; i++)
        {
            var (name, copy) = (await NameOfAsync(_nodes[i], ct), masters + i);
            await Patience.HoldsAsync(async () => await _nodes[copy].Login.AskAsync(_nodes[copy].Port, ["CLUSTER", "REPLICATE", name], ct) == "OK", Limit, "a copy knows its master", ct);
        }

        await IsWholeAsync(ct);
        await Patience.HoldsAsync(async () => await AreInStepAsync(masters, ct), Limit, "every copy is in step", ct);
    }

    private async Task<bool> AreInStepAsync(int masters, CancellationToken ct)
    {
        for (var i = 0; i < masters; i++)
            if (!(await RequireAsync(i, ct, "INFO", "replication")).Contains("state=online", StringComparison.Ordinal))
                return false;
        // Everybody has heard who copies whom, so that each of them can tell a client, or vote.
        return await AllNodesAsync(
            ["CLUSTER", "NODES"], answer => answer.Split('\n').Count(static line => line.Contains("slave", StringComparison.Ordinal)) == masters, ct);
    }

    private Task<bool> AllAsync(Func<string, bool> isSo, CancellationToken ct) => AllNodesAsync(["CLUSTER", "INFO"], isSo, ct);

    private async Task<bool> AllNodesAsync(IReadOnlyList<string> question, Func<string, bool> isSo, CancellationToken ct)
    {
        foreach (var node in _nodes.Where(static node => node.IsRunning))
            if (!isSo(await node.Login.AskAsync(node.Port, question, ct)))
                return false;
        return true;
    }

    private Task<string> RequireAsync(int node, CancellationToken ct, params string[] command) => _nodes[node].Login.RequireAsync(_nodes[node].Port, ct, command);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
