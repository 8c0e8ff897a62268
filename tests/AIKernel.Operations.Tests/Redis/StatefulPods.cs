using AIKernel.Operations.Tests.Manifests;
using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.Redis;

/// <summary>The running pods of a StatefulSet of a built overlay, whose servers the shipped scripts start.</summary>
internal sealed class StatefulPods : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private StatefulPods(PodNetwork network, IReadOnlyList<Pod> all) => (Network, All) = (network, all);

    public PodNetwork Network { get; }

    public IReadOnlyList<Pod> All { get; }

    public Pod First => All[0];

    /// <summary>Pods on empty volumes, each of them alive.</summary>
    public static async Task<StatefulPods> StartAsync(string overlay, string name)
    {
        var objects = Overlay.Of(overlay).Objects;
        var workload = new Workload(objects.Get("StatefulSet", name));
        var network = await PodNetwork.StartAsync();
        var pods = new StatefulPods(network, [.. Enumerable.Range(0, workload.Manifest.Number("spec", "replicas")!.Value).Select(ordinal => new Pod(network, objects, workload, ordinal))]);
        await pods.StartAllAsync();
        return pods;
    }

    public async Task StartAllAsync()
    {
        await Task.WhenAll(All.Select(static pod => pod.StartAsync("redis")));
        await UntilAllAsync("startupProbe");
    }

    public Task UntilAllAsync(string probe) =>
        UntilAsync(async () => (await Task.WhenAll(All.Select(pod => pod.ProbeAsync("redis", probe)))).All(static yes => yes), $"every {probe} says yes");

    /// <summary>Waits for something that nothing announces; fails, with the first pod's log, when it does not come.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        while (!await condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}.\n{string.Join('\n', File.ReadLines(First.LogOf("redis")).TakeLast(40))}");
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in All) await pod.DisposeAsync();
        await Network.DisposeAsync();
    }
}
