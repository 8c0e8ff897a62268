using AIKernel.LocalServers;
using AIKernel.Operations.Tests.SentinelDrill;
using Xunit.Abstractions;

namespace AIKernel.Operations.Tests.Drills;

/// <summary>The shipped Redis loses its master, again and again, while the API is asked 200 times a second.</summary>
[Collection(DrillCollection.Name)]
public sealed class FailoverDrillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_master_is_killed_under_load_and_nobody_notices()
    {
        await using var pods = await SentinelPods.StartAsync();
        await using var ground = await DrillGround.OpenAsync(pods, output);
        for (var round = 0; round < DrillGround.Rounds; round++)
        {
            var master = Assert.Single(await pods.MastersAsync());
            await ground.Load.GoesOnAsync(400);
            var (started, wrong) = (TimeProvider.System.GetTimestamp(), ground.Load.Wrong);
            // Its process alone, or all of its machine.
            if (round % 2 == 0) await master.KillContainerAsync("redis");
            else await master.KillAsync();
            await pods.UntilAsync(async () => (await pods.MastersAsync()).Any(pod => pod != master), "another is the master");
            var took = TimeProvider.System.GetElapsedTime(started);
            var used = await ground.IsUsedAsync();
            ground.Tell($"round {round + 1}: {(round % 2 == 0 ? "process" : "pod")} of {master.Name} killed, a new master after {took.TotalSeconds:0.0} s, used by every node {used.TotalMilliseconds:0} ms later, {ground.Load.Wrong - wrong} requests went wrong");
            Assert.InRange(took, TimeSpan.Zero, Longest);

            await ground.Load.GoesOnAsync(200);
            if (round % 2 == 0) await master.StartContainerAsync("redis");
            else await pods.StartAsync(master);
            await pods.ReadyAsync();
            await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "there is one master");
        }
        await ground.FlawlessAsync();
    }

    [Fact]
    public async Task Pods_of_Redis_and_nodes_are_restarted_one_after_the_other_and_nobody_notices()
    {
        await using var pods = await SentinelPods.StartAsync();
        await using var ground = await DrillGround.OpenAsync(pods, output);
        for (var at = pods.All.Count - 1; at >= 0; at--)
        {
            var pod = pods.All[at];
            await ground.Load.GoesOnAsync(200);
            await pod.StopAsync();
            await pods.StartAsync(pod);
            await pods.ReadyAsync();
            ground.Tell($"{pod.Name} restarted, {ground.Load.Wrong} requests went wrong so far");
        }
        foreach (var node in ground.Nodes)
        {
            await ground.Load.GoesOnAsync(200);
            await node.StopAsync();
            await node.StartAsync();
            ground.Tell($"{node.Endpoint.Address.Host} restarted, {ground.Load.Wrong} requests went wrong so far");
        }
        await ground.FlawlessAsync();
    }
}
