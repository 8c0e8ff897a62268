using AIKernel.Operations.Tests.Pods;
using Xunit.Abstractions;

namespace AIKernel.Operations.Tests.Drills;

/// <summary>The shipped Redis Cluster grows by the scripts for it, while the API is asked 120 times a second.</summary>
[Collection(DrillCollection.Name)]
public sealed class ClusterDrillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_seventh_node_takes_its_share_of_the_slots_under_load_and_nobody_notices()
    {
        await using var cluster = await ClusterPods.StartAsync();
        var first = ClusterPods.NameOf(cluster.First);
        Assert.Equal([5461, 5461, 5462], (await cluster.SlotsAsync()).Values.Order());
        await using var ground = await DrillGround.OpenAsync(cluster, output);
        await ground.Load.GoesOnAsync(200);
        await WholeAsync();

        var seventh = await cluster.StartSpareAsync();
        await DoneAsync("add-node.sh", ClusterPods.NameOf(seventh), first);
        Assert.Equal(3, (await cluster.SlotsAsync()).Count);
        await DoneAsync("rebalance.sh", first);
        var slots = await cluster.SlotsAsync();
        Assert.Equal([4096, 4096, 4096, 4096], slots.Values);
        Assert.Contains(ClusterPods.PlaceOf(seventh), slots.Keys);
        await ServesAsync(seventh);

        // What it holds now is held by nobody else, and that is said; until it has a copy.
        var alone = await cluster.RunAsync("check.sh", first);
        Assert.Equal((1, $"Without a copy: {ClusterPods.PlaceOf(seventh)}"), (alone.ExitCode, alone.Output.Trim()));
        await DoneAsync("add-node.sh", ClusterPods.NameOf(await cluster.StartSpareAsync()), first, "copy");
        await WholeAsync();
        ground.Tell((await cluster.RunAsync("info.sh", first)).Required("info.sh"));
        await ground.FlawlessAsync();

        async Task WholeAsync() => Assert.Equal("The cluster is whole.\n", (await cluster.RunAsync("check.sh", first)).Required("check.sh"));

        async Task DoneAsync(string script, params string[] arguments)
        {
            var (started, before) = (TimeProvider.System.GetTimestamp(), ground.Load.Answered);
            (await cluster.RunAsync(script, arguments)).Required(script);
            ground.Tell($"{script} took {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s; {ground.Load.Answered - before} requests were answered meanwhile, {ground.Load.Wrong} went wrong so far");
        }

        async Task ServesAsync(Pod pod)
        {
            var before = await ClusterPods.HitsAsync(pod);
            await cluster.UntilAsync(async () => await ClusterPods.HitsAsync(pod) > before, $"{pod.Name} serves");
        }
    }
}
