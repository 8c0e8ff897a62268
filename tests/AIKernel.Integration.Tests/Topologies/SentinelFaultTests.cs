using AIKernel.Integration.Tests.Http.Harness;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Topologies;

/// <summary>A master behind Sentinels has its troubles, under load.</summary>
[Collection(NodesUnderLoad.Collection)]
public sealed class SentinelFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly WatchedServers _servers = new();

    public Task InitializeAsync() => _servers.InitializeAsync();

    public Task DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Killed_another_takes_over_and_no_connection_is_left_behind()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var sentinels = _servers.Sentinels;
        var before = await NodesUnderLoad.ConnectionsAsync(_servers.Servers);
        for (var round = 0; round < 2; round++)
        {
            var master = await sentinels.MasterAsync();
            await nodes.Load.GoesOnAsync(60);
            await master.KillAsync();
            await sentinels.MasterAsync();
            await nodes.IsUsedAsync("the new master answers");

            await sentinels.StartAgainAsync(master);
            await sentinels.InStepAsync();
            await nodes.Load.GoesOnAsync(60);
        }
        await Eventually.HoldsAsync(async () => await NodesUnderLoad.ConnectionsAsync(_servers.Servers) == before, "there are as many connections as before");
        await nodes.FlawlessAsync();
    }

    [Fact]
    public async Task Told_to_hand_over_it_refuses_writes_and_the_other_is_found()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var before = await NodesUnderLoad.ConnectionsAsync(_servers.Servers);
        await nodes.Load.GoesOnAsync(60);

        await _servers.Sentinels.FailOverAsync();

        await nodes.IsUsedAsync("the new master answers");
        await Eventually.HoldsAsync(async () => await NodesUnderLoad.ConnectionsAsync(_servers.Servers) == before, "there are as many connections as before");
        await nodes.FlawlessAsync();
    }

    [Fact]
    public async Task Silent_it_is_replaced_and_nobody_goes_back_to_it_when_it_speaks_again()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var master = await _servers.Sentinels.MasterAsync();
        await nodes.Load.GoesOnAsync(60);
        master.Pause();
        try
        {
            await Eventually.HoldsAsync(async () => await OtherAsync(), "another is the master");
            await nodes.IsUsedAsync("the new master answers");
        }
        finally
        {
            master.Resume();
        }
        await _servers.Sentinels.InStepAsync();
        Assert.NotSame(master, await _servers.Sentinels.MasterAsync());
        await nodes.FlawlessAsync();

        async Task<bool> OtherAsync()
        {
            var port = await _servers.Sentinels.NamedPortAsync();
            return port is not null && port != master.Port;
        }
    }

    [Fact]
    public async Task With_one_Sentinel_left_reads_go_on_and_a_new_master_is_found_once_there_are_two()
    {
        await using var nodes = await NodesUnderLoad.StartAsync(_servers, output);
        var sentinels = _servers.Sentinels;
        var master = await sentinels.MasterAsync();
        await sentinels.KillSentinelAsync(0);
        await sentinels.KillSentinelAsync(1);
        await master.KillAsync();
        await nodes.Load.GoesOnAsync(120);

        await sentinels.StartSentinelAgainAsync(0);
        Assert.NotSame(master, await sentinels.MasterAsync());
        await nodes.IsUsedAsync("the new master answers");
        await nodes.FlawlessAsync();
    }
}
