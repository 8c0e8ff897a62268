using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

public sealed class CachedMethodTests
{
    private static readonly Guid Id = new("5b0c6c1e-7c0a-4a52-9d6e-0d5b7a5f0001");

    [Fact]
    public async Task A_second_call_is_answered_from_memory()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        world.Database.Write(Agents.KeyOf(Id), 7);
        await node.Node.CatchUpAsync();

        Assert.Equal((new Agent(Id, 7), CacheOutcome.Miss), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)!));
        Assert.Equal((new Agent(Id, 7), CacheOutcome.Memory), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)!));
        Assert.Equal(1, node.Node.Statistics.Operation("agent.IAgents.GetAsync").MemoryHits.Value);
    }

    [Fact]
    public async Task Another_node_finds_the_answer_in_the_shared_tier()
    {
        await using var world = new CacheWorld();
        await using var one = await MethodNode.StartAsync(world);
        await using var other = await MethodNode.StartAsync(world, "b");
        world.Database.Write(Agents.KeyOf(Id), 7);
        await one.Node.CatchUpAsync();
        await other.Node.CatchUpAsync();
        await one.Agents.GetAsync(Id);

        Assert.Equal((new Agent(Id, 7), CacheOutcome.Shared), await MethodNode.TraceAsync(() => other.Agents.GetAsync(Id)!));
        var key = Assert.Single(world.Shared.Keys);
        Assert.Matches("^aikernel_:v1\\.[0-9a-f]{8}:agent:IAgents\\.GetAsync:[0-9a-f]{8}:id:5b0c6c1e-7c0a-4a52-9d6e-0d5b7a5f0001$", key);
        Assert.Equal(TimeSpan.FromSeconds(1800), world.Shared.LifetimeOf(key));
    }

    [Fact]
    public async Task A_hundred_callers_share_one_load()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var gate = world.Gates.Close(CallKind.Load);

        var reads = Enumerable.Range(0, 100).Select(_ => node.Agents.GetAsync(Id)).ToList();
        await gate.ArrivedAsync();
        gate.Open();

        Assert.All(await Task.WhenAll(reads), Assert.Null);
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_change_that_journals_its_tag_ends_the_answer_and_no_other()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var other = Guid.NewGuid();
        world.Database.Write(Agents.KeyOf(Id), 7);
        await node.Node.CatchUpAsync();
        await node.Agents.GetAsync(Id);
        await node.Agents.GetAsync(other);

        world.Database.Write(Agents.KeyOf(Id), 8);
        await node.Node.CatchUpAsync();

        Assert.Equal((new Agent(Id, 8), CacheOutcome.Miss), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)!));
        Assert.Equal((null, CacheOutcome.Memory), await MethodNode.TraceAsync(() => node.Agents.GetAsync(other)));
        world.Database.Touch("agents");
        await node.Node.CatchUpAsync();
        Assert.Equal((null, CacheOutcome.Miss), await MethodNode.TraceAsync(() => node.Agents.GetAsync(other)));
    }

    [Fact]
    public async Task A_load_that_began_before_a_change_never_puts_the_old_answer_back()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        world.Database.Write(Agents.KeyOf(Id), 1);
        await node.Node.CatchUpAsync();
        var gate = world.Gates.Close(CallKind.Load, Hold.After);
        var starter = node.Agents.GetAsync(Id);
        await gate.ArrivedAsync();

        await node.Agents.RenameAsync(Id, 2);
        var joiner = node.Agents.GetAsync(Id);
        gate.Open();

        Assert.Equal(1, (await starter)!.Name);
        Assert.Equal(2, (await joiner)!.Name);
        Assert.Equal(2, (await node.Agents.GetAsync(Id))!.Name);
    }

    [Fact]
    public async Task A_write_is_served_by_the_node_that_acknowledged_it_and_a_failed_one_fails_as_itself()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        await node.Agents.GetAsync(Id);
        using (world.Gates.Fail(CallKind.Journal, new TimeoutException("the journal"))) await node.Agents.RenameAsync(Id, 8);
        Assert.Equal(1, node.Node.Log.Count(1014));
        // Acknowledged and not seen: nothing is served from the cache until the journal was read again.
        Assert.Equal((new Agent(Id, 8), CacheOutcome.Uncertified), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)!));
        await node.Agents.RenameAsync(Id, 9);

        Assert.Equal(9, (await node.Agents.GetAsync(Id))!.Name);
        Assert.True(await node.Agents.RemoveAsync(Id));
        Assert.Null(await node.Agents.GetAsync(Id));
        Assert.Equal("no such agent", (await Assert.ThrowsAsync<KeyNotFoundException>(async () => await node.Agents.RemoveAsync(Id))).Message);
    }

    [Fact]
    public async Task Without_tags_an_answer_lives_for_its_time_whatever_changes()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        Assert.Equal(0, await node.Agents.CountAsync());
        world.Database.Write("agents", 5);
        await node.Node.CatchUpAsync();

        await AdvanceAsync(world, node, 59);
        Assert.Equal(0, await node.Agents.CountAsync());
        await AdvanceAsync(world, node, 1);
        Assert.Equal(5, await node.Agents.CountAsync());
    }

    [Fact]
    public async Task Null_is_an_answer_with_a_lifetime_of_its_own()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        Assert.Null(await node.Agents.GetAsync(Id));

        await AdvanceAsync(world, node, 59);
        Assert.Equal((null, CacheOutcome.Memory), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)));
        await AdvanceAsync(world, node, 1);
        Assert.Equal((null, CacheOutcome.Miss), await MethodNode.TraceAsync(() => node.Agents.GetAsync(Id)));
    }

    [Fact]
    public async Task Where_it_says_so_an_expired_answer_is_served_while_the_service_fails()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var query = new AgentQuery("model", [1, 2]);
        await node.Agents.ListAsync(query, default);
        await AdvanceAsync(world, node, 61);
        using var broken = world.Gates.Fail(CallKind.Load, new TimeoutException("gone"));

        var (answer, outcome) = await MethodNode.TraceAsync(() => node.Agents.ListAsync(query, default).AsTask());

        Assert.Equal([1, 2, 0], answer);
        Assert.Equal(CacheOutcome.Stale, outcome);
    }

    [Fact]
    public async Task What_the_service_throws_reaches_the_caller_as_it_is_and_is_not_kept()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var fault = new TimeoutException("gone");
        using (world.Gates.Fail(CallKind.Load, fault))
            Assert.Same(fault, await Assert.ThrowsAsync<TimeoutException>(() => node.Agents.GetAsync(Id)));

        Assert.Null(await node.Agents.GetAsync(Id));
    }

    [Fact]
    public async Task A_caller_that_leaves_takes_nobody_with_it_and_the_last_one_ends_the_load()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var gate = world.Gates.Close(CallKind.Load);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var reads = new[] { node.Agents.GetAsync(Id, first.Token), node.Agents.GetAsync(Id, second.Token) };
        await gate.ArrivedAsync();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[0]);
        Assert.Equal(0, gate.Cancelled);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[1]);
        Assert.Equal(1, gate.Cancelled);
    }

    [Fact]
    public async Task Methods_without_the_attribute_pass_through_untouched()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var agents = node.Agents;
        var (heard, left) = (0, 3);
        agents.Changed += () => heard++;
        agents.Calls = 10;

        Assert.Equal(111, await agents.AskAsync(100, default));
        Assert.Equal(112, await agents.AskAsync(100, default));
        Assert.Equal((12, 2), (agents.Calls, heard));
        agents.Exchange(ref left, out var right, 10);
        Assert.Equal((7, 3), (left, right));
        Assert.Equal(("x", "y", 5), (agents.Echo("x"), agents.Echo("y"), agents.Echo(5)));
        Assert.Throws<InvalidTimeZoneException>(() => agents.Echo<Exception>(new InvalidTimeZoneException()));
        Assert.Throws<OperationCanceledException>(() => { _ = agents.AskAsync(1, new CancellationToken(canceled: true)); });
    }

    [Fact]
    public async Task A_list_that_is_changed_after_the_call_changes_neither_key_nor_refresh()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        var sizes = new List<int> { 1, 2 };
        var gate = world.Gates.Close(CallKind.Load);
        var read = node.Agents.ListAsync(new(null, sizes), default);
        await gate.ArrivedAsync();
        sizes.Clear();
        gate.Open();

        Assert.Equal([1, 2, 0], await read);
        Assert.Equal([1, 2, 0], await node.Agents.ListAsync(new(null, [1, 2]), default));
        Assert.Equal(1, world.Gates.Count(CallKind.Load));
    }

    [Fact]
    public async Task A_call_that_asks_that_nothing_be_kept_is_answered_by_the_service()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world);
        CacheTrace.Begin(keepNothing: true);

        await node.Agents.GetAsync(Id);

        Assert.Equal(0, node.Node.Memory.Entries);
    }

    [Fact]
    public async Task Registering_twice_is_registering_once()
    {
        await using var world = new CacheWorld();
        await using var node = await MethodNode.StartAsync(world, static services =>
            services.AddSingleton<IAgents, Agents>().AddCachedMethods<IAgents>().AddCachedMethods<IAgents>());

        await node.Agents.GetAsync(Id);
        await node.Agents.GetAsync(Id);

        Assert.Equal(1, node.Node.Statistics.Operation("agent.IAgents.GetAsync").MemoryHits.Value);
    }

    private static async Task AdvanceAsync(CacheWorld world, MethodNode node, int seconds)
    {
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        await node.Node.CatchUpAsync();
    }
}
