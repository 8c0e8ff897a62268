namespace AIKernel.Operations.Tests.SentinelDrill;

/// <summary>All pods at once lose everything but their volumes.</summary>
public abstract class ColdRestartContract
{
    private const int Rounds = 5;

    /// <summary>
    /// Each time, every pod is killed in the same moment and comes back under a new address. The master was moved before, so
    /// that pod 0 is not always it. No pod may ever be a second master: the logs of all are held against that.
    /// </summary>
    [Fact]
    public async Task After_a_cold_restart_of_all_there_is_one_master_five_times_of_five()
    {
        await using var pods = await SentinelPods.StartAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var master = await pods.MoveMasterAsync();
            Assert.Equal("OK", await master.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:round", $"{round}"));
            await pods.KillAllAsync();
            foreach (var pod in pods.All) File.Delete(pod.LogOf("redis"));
            await pods.StartAllAsync();
            await pods.ReadyAsync();
            Assert.Equal(master.Name, Assert.Single(await pods.MastersAsync()).Name);
            Assert.Equal(master.Name, Assert.Single(pods.All, SentinelPods.WasMaster).Name);
        }
    }
}

/// <summary>Five of the ten times.</summary>
public sealed class ColdRestartTests : ColdRestartContract;

/// <summary>The other five, beside them.</summary>
public sealed class MoreColdRestartTests : ColdRestartContract;
