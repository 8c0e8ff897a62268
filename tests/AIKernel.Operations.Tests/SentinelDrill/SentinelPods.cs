using AIKernel.Operations.Tests.Manifests;
using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>
/// The three pods of the cache's Redis with their sentinels, as a built overlay has them: real servers started by the shipped
/// scripts, each in a network namespace of its own.
/// </summary>
/// <remarks>
/// Programs that are to use them (a node of the API, say) are started in a host of the same network, where the pods' names
/// resolve: <c>Network.AddHostAsync("api")</c>, then <see cref="NetworkHost.StartAsync"/>. From outside, such a program is
/// reached through a Unix socket, which no network namespace stands before.
/// </remarks>
internal sealed class SentinelPods : IAsyncDisposable
{
    public const int RedisPort = 6379;
    public const int SentinelPort = 26379;
    public const string ServiceName = "catalog";

    private static readonly string[] Containers = ["redis", "sentinel"];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    // Far beyond what anything takes, so that a busy machine fails nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private SentinelPods(PodNetwork network, IReadOnlyList<Pod> all, ManifestSet objects) => (Network, All, Objects) = (network, all, objects);

    public PodNetwork Network { get; }

    /// <summary>What the pods are started from, these pods' own: a change shows with a pod's next start.</summary>
    public ManifestSet Objects { get; }

    public IReadOnlyList<Pod> All { get; }

    /// <summary>The password of the user <c>app</c>, whom the API is, on Redis and on the sentinels.</summary>
    public string AppPassword => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Objects.Generated("Secret", "catalog-secrets").Text("data", "REDIS_APP_PASSWORD")!));

    /// <summary>Pods on empty volumes; none runs yet.</summary>
    public static async Task<SentinelPods> CreateAsync(string overlay = "prod")
    {
        var objects = Overlay.Of(overlay).Objects.Copy();
        var workload = new Workload(objects.Get("StatefulSet", "redis"));
        var network = await PodNetwork.StartAsync();
        var pods = Enumerable.Range(0, workload.Manifest.Number("spec", "replicas")!.Value).Select(ordinal => new Pod(network, objects, workload, ordinal)).ToList();
        return new(network, pods, objects);
    }

    /// <summary>Running pods on empty volumes, all of them ready.</summary>
    public static async Task<SentinelPods> StartAsync(string overlay = "prod")
    {
        var pods = await CreateAsync(overlay);
        await pods.StartAllAsync();
        await pods.ReadyAsync();
        return pods;
    }

    public Task StartAllAsync() => Task.WhenAll(All.Select(StartAsync));

    public Task StartAsync(Pod pod) => pod.StartAsync(Containers);

    public Task KillAllAsync() => Task.WhenAll(All.Select(static pod => pod.KillAsync()));

    /// <summary>The pods that answer as master now.</summary>
    public async Task<IReadOnlyList<Pod>> MastersAsync()
    {
        var roles = await Task.WhenAll(All.Where(static pod => pod.Runs).Select(static async pod => (Pod: pod, Role: await pod.AskAsync("probe", RedisPort, "role"))));
        return [.. roles.Where(static one => one.Role.StartsWith("master", StringComparison.Ordinal)).Select(static one => one.Pod)];
    }

    /// <summary>Makes another pod master by a failover, ends when all are ready under it, and returns it.</summary>
    public async Task<Pod> MoveMasterAsync(Pod? avoid = null)
    {
        var before = Assert.Single(await MastersAsync());
        do
        {
            var current = Assert.Single(await MastersAsync());
            await UntilAsync(async () => await current.AskAsync("sentinel", SentinelPort, "sentinel", "failover", ServiceName) == "OK", "the failover begins");
            await UntilAsync(async () => await MastersAsync() is [var one] && one != current, "the failover ends");
            await UntilAsync(async () => await MastersAsync() is [var one] && (await Task.WhenAll(All.Select(MasterAccordingToAsync))).All(named => named == $"{one.HostName}\n{RedisPort}"), "all sentinels name it");
            await ReadyAsync();
        }
        while (await MastersAsync() is [var now] && (now == before || now == avoid));
        return Assert.Single(await MastersAsync());
    }

    /// <summary>The host and the port that a pod's sentinel gives as the master's.</summary>
    public static Task<string> MasterAccordingToAsync(Pod pod) => pod.AskAsync("probe", SentinelPort, "sentinel", "get-master-addr-by-name", ServiceName);

    /// <summary>Whether a pod's redis has run as master since its log began: the letter M stands in each line that a master writes.</summary>
    public static bool WasMaster(Pod pod) => File.ReadLines(pod.LogOf("redis")).Any(static line => line.Split(' ')[0].EndsWith(":M", StringComparison.Ordinal));

    /// <summary>Ends when every container of every running pod is ready, by its own probe.</summary>
    public Task ReadyAsync() => UntilAsync(async () =>
        (await Task.WhenAll(All.Where(static pod => pod.Runs).SelectMany(static _ => Containers, static (pod, container) => pod.ProbeAsync(container, "readinessProbe")))).All(static ready => ready),
        "the pods are ready");

    /// <summary>Waits for something that nothing announces; fails, with the pods' logs, when it does not come.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!await condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}.\n{Logs()}");
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The last lines that each container wrote.</summary>
    public string Logs() => string.Join('\n', All.SelectMany(static _ => Containers, static (pod, container) => (pod, container))
        .Where(static one => File.Exists(one.pod.LogOf(one.container)))
        .Select(static one => $"== {one.pod.Name} {one.container}\n{string.Join('\n', File.ReadLines(one.pod.LogOf(one.container)).TakeLast(25))}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in All) await pod.DisposeAsync();
        await Network.DisposeAsync();
    }
}
