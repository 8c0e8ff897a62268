using System.Text;
using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;
using AIKernel.Operations.Tests.Pods;
using AIKernel.Operations.Tests.Redis;

namespace AIKernel.Operations.Tests.Drills;

/// <summary>The six pods of the shipped Redis Cluster, more of their kind, and an operator with the scripts for it.</summary>
internal sealed class ClusterPods : IAsyncDisposable
{
    private const int Port = 6379;

    private readonly StatefulPods _pods;
    private readonly List<Pod> _more = [];
    private readonly ManifestSet _objects = Overlay.Of("cluster").Objects;
    private readonly Workload _workload;
    private NetworkHost _operator = null!;

    private ClusterPods(StatefulPods pods) => (_pods, _workload) = (pods, new(_objects.Get("StatefulSet", "redis-cluster")));

    public PodNetwork Network => _pods.Network;

    public Pod First => _pods.First;

    /// <summary>Six pods that are a cluster, each of them ready and each copy in step.</summary>
    public static async Task<ClusterPods> StartAsync()
    {
        var cluster = new ClusterPods(await StatefulPods.StartAsync("cluster", "redis-cluster"));
        try
        {
            cluster._operator = await cluster.Network.AddHostAsync("operator");
            (await cluster.First.ExecAsync("redis", ["sh", "/srv/redis/scripts/cluster.sh", "create"])).Required("cluster.sh create");
            await cluster._pods.UntilAllAsync("readinessProbe");
            await cluster.UntilAsync(async () => (await cluster.RunAsync("check.sh", NameOf(cluster.First))).ExitCode == 0, "the cluster is whole");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a node is told of it: the shipped settings.</summary>
    public Dictionary<string, string> NodeSettings()
    {
        var settings = _objects.Generated("ConfigMap", "catalog-api-config").Map("data").Where(static pair => pair.Key.StartsWith("Caching__Redis__", StringComparison.Ordinal)).ToDictionary();
        settings["Caching__Redis__Password"] = PasswordOf("APP");
        return settings;
    }

    /// <summary>One more pod, which belongs to nothing yet.</summary>
    public async Task<Pod> StartSpareAsync()
    {
        var pod = new Pod(Network, _objects, _workload, _pods.All.Count + _more.Count);
        _more.Add(pod);
        await pod.StartAsync("redis");
        await UntilAsync(() => pod.ProbeAsync("redis", "startupProbe"), $"{pod.Name} has started");
        return pod;
    }

    /// <summary>A pod as the scripts are told of it.</summary>
    public static string NameOf(Pod pod) => $"{pod.HostName}:{Port}";

    /// <summary>A pod as Redis tells of it.</summary>
    public static string PlaceOf(Pod pod) => $"{pod.Host.Address}:{Port}";

    /// <summary>Runs a script of <c>infrastructure/scripts/cluster</c> as the user whom the manifests have for that.</summary>
    public Task<Outcome> RunAsync(string script, params string[] arguments)
    {
        var secret = Path.Combine(Network.Folder, "operator.password");
        File.WriteAllText(secret, PasswordOf("CLUSTER"));
        return _operator.RunAsync(["sh", Path.Combine(Checkout.Infrastructure, "scripts", "cluster", script), .. arguments],
            new Dictionary<string, string>(PodEnvironment.Base()) { ["REDIS_USER"] = "cluster", ["REDIS_PASSWORD_FILE"] = secret });
    }

    /// <summary>The nodes that hold slots, by place, with how many; as every node of the cluster knows by now.</summary>
    public async Task<IReadOnlyDictionary<string, int>> SlotsAsync() =>
        (await RunAsync("nodes.sh", NameOf(First))).Required("nodes.sh").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' '))
            .Where(static words => words[3] != "0").ToDictionary(static words => words[0], static words => int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>How many keys a pod's server has found for clients so far.</summary>
    public static async Task<long> HitsAsync(Pod pod) =>
        long.Parse((await pod.AskAsync("probe", Port, "info", "stats")).Split('\n').Single(static line => line.StartsWith("keyspace_hits:", StringComparison.Ordinal)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    public Task UntilAsync(Func<Task<bool>> condition, string what) => _pods.UntilAsync(condition, what);

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _more) await pod.DisposeAsync();
        if (_operator is not null) await _operator.DisposeAsync();
        await _pods.DisposeAsync();
    }

    private string PasswordOf(string user) => Encoding.UTF8.GetString(Convert.FromBase64String(_objects.Generated("Secret", "catalog-secrets").Text("data", $"REDIS_{user}_PASSWORD")!));
}
