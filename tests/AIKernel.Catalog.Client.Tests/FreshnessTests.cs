using AIKernel.Catalog.Client.Tests.Harness;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.Logging;

namespace AIKernel.Catalog.Client.Tests;

/// <summary>One fetch within StaleTime, stale while it revalidates, dropped after GcTime.</summary>
public sealed class FreshnessTests
{
    [Fact]
    public async Task Within_StaleTime_there_is_one_fetch_however_often_it_is_read()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        for (var second = 0; second < 60; second++)
        {
            Assert.Equal("one", await world.TitleAsync(id));
            world.Pass(second == 59 ? 0 : 1);
        }
        Assert.Equal(1, world.Catalog.Reads);
    }

    [Fact]
    public async Task Callers_that_come_while_the_answer_is_on_its_way_share_one_fetch()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        var gate = world.Catalog.Hold(HttpMethod.Get);
        var readers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => world.TitleAsync(id))).ToList();
        await gate.Arrived;
        Assert.Equal(1, world.Client.Fetching);
        gate.Open();
        Assert.All(await Task.WhenAll(readers), static title => Assert.Equal("one", title));
        Assert.Equal(1, world.Catalog.Reads);
    }

    [Fact]
    public async Task After_StaleTime_the_old_answer_comes_at_once_and_one_revalidation_runs_behind_it()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        var tag = (await world.Client.GetAsync(id))!.ETag;
        world.Catalog.Retitle(id, "two");
        world.Pass(60);
        var gate = world.Catalog.Hold(HttpMethod.Get);

        for (var reader = 0; reader < 10; reader++)
        {
            var read = world.TitleAsync(id);
            Assert.True(read.IsCompletedSuccessfully); // nobody waits
            Assert.Equal("one", await read);
        }
        await gate.Arrived;
        Assert.Equal(2, world.Catalog.Reads);
        Assert.Equal(tag, world.Catalog.Requests.Last().Header("If-None-Match"));

        gate.Open();
        await world.SettledAsync();
        Assert.Equal("two", await world.TitleAsync(id));
        Assert.Equal(2, world.Catalog.Reads);
    }

    [Fact]
    public async Task An_answer_that_is_still_right_is_renewed_by_a_304()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        var first = await world.Client.GetAsync(id);
        world.Pass(60);
        await world.TitleAsync(id);
        await world.SettledAsync();
        world.Pass(59);
        Assert.Same(first, await world.Client.GetAsync(id));
        Assert.Equal(0, world.Client.Fetching);
        Assert.Equal(2, world.Catalog.Reads);
    }

    [Fact]
    public async Task A_list_is_revalidated_by_its_content()
    {
        using var world = new World();
        await world.Client.CreateAsync(World.Model());
        var first = await world.Client.ListAsync(new() { Kind = "model" });
        world.Pass(60);
        await world.Client.ListAsync(new() { Kind = "model" });
        await world.SettledAsync();
        Assert.NotNull(world.Catalog.Requests.Last().Header("If-None-Match"));
        Assert.Same(first, await world.Client.ListAsync(new() { Kind = "model" }));
    }

    [Fact]
    public async Task What_nobody_used_for_GcTime_is_dropped_and_its_next_reader_waits()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        world.Pass(119);
        Assert.Equal(1, world.Client.CachedAnswers);
        world.Pass(1);
        Assert.Equal(0, world.Client.CachedAnswers); // by itself: nobody asked

        world.Catalog.Retitle(id, "two");
        Assert.Equal("two", await world.TitleAsync(id));
        Assert.Null(world.Catalog.Requests.Last().Header("If-None-Match"));
    }

    [Fact]
    public async Task Every_use_puts_the_end_off_but_a_revalidation_is_no_use()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        for (var round = 0; round < 5; round++)
        {
            world.Pass(100);
            Assert.True(world.TitleAsync(id).IsCompletedSuccessfully);
            await world.SettledAsync();
        }
        world.Pass(100);
        var gate = world.Catalog.Hold(HttpMethod.Get);
        await world.TitleAsync(id);
        await gate.Arrived;
        world.Pass(100);
        gate.Open();
        await world.SettledAsync();
        world.Pass(20);
        Assert.Equal(0, world.Client.CachedAnswers);
    }

    [Fact]
    public async Task An_idle_client_keeps_no_timer()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        Assert.Equal(TimeSpan.FromSeconds(120), world.Time.NextDue);
        world.Pass(50);
        await world.TitleAsync(id);
        world.Pass(70);
        Assert.Equal(TimeSpan.FromSeconds(170), world.Time.NextDue);
        world.Pass(50);
        Assert.Null(world.Time.NextDue);
    }

    [Fact]
    public async Task A_revalidation_that_fails_keeps_the_answer_and_is_reported_and_the_next_reader_tries_again()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        world.Pass(70);
        world.Catalog.Instead = static _ => throw new HttpRequestException("The wire is cut.");
        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal("one", await world.TitleAsync(id));
            await Eventually.HoldsAsync(() => Task.FromResult(world.Log.Events.Count == round), "the failure is reported");
            Assert.Equal(1 + round, world.Catalog.Reads);
        }
        Assert.All(world.Log.Events, static one =>
            Assert.Equal((LogLevel.Warning, 6000, "A revalidation failed; the answer of 70 s ago is kept, and its next reader tries again.", "The wire is cut."), (one.Level, one.Id, one.Text, one.Failure!.Message)));

        world.Catalog.Instead = static _ => null;
        world.Catalog.Retitle(id, "two");
        await world.TitleAsync(id);
        await world.SettledAsync();
        Assert.Equal("two", await world.TitleAsync(id));
    }

    [Fact]
    public async Task A_fetch_that_fails_is_told_to_all_who_waited_and_nothing_is_kept()
    {
        using var world = new World();
        var gate = world.Catalog.Hold(HttpMethod.Get);
        world.Catalog.Instead = static _ => FakeCatalog.Problem(503, "unavailable");
        var (first, second) = (world.Client.CountAsync(new()).AsTask(), world.Client.CountAsync(new()).AsTask());
        await gate.Arrived;
        gate.Open();
        Assert.Same(await Assert.ThrowsAsync<CatalogException>(() => first), await Assert.ThrowsAsync<CatalogException>(() => second));
        Assert.Equal((0, 0, 1), (world.Client.CachedAnswers, world.Client.Fetching, world.Catalog.Reads));
        Assert.Empty(world.Log.Events); // they were told
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_only_his_own_wait()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        var gate = world.Catalog.Hold(HttpMethod.Get);
        using var leaving = new CancellationTokenSource();
        var (first, second) = (world.Client.GetAsync(id, leaving.Token).AsTask(), world.Client.GetAsync(id).AsTask());
        await gate.Arrived;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        gate.Open();
        Assert.Equal("one", (await second)!.Title);
        Assert.Equal("one", await world.TitleAsync(id));
        Assert.Equal(1, world.Catalog.Reads);
    }

    [Fact]
    public async Task A_fetch_that_fails_after_all_have_left_is_reported()
    {
        using var world = new World();
        var gate = world.Catalog.Hold(HttpMethod.Get);
        world.Catalog.Instead = static _ => FakeCatalog.Problem(503, "unavailable");
        using var leaving = new CancellationTokenSource();
        var read = world.Client.CountAsync(new(), leaving.Token).AsTask();
        await gate.Arrived;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        gate.Open();
        await Eventually.HoldsAsync(() => Task.FromResult(world.Log.Events.Count == 1), "the failure is reported");
        Assert.Equal((LogLevel.Information, 6001), (world.Log.Events.Single().Level, world.Log.Events.Single().Id));
    }

    [Fact]
    public async Task Absence_is_an_answer_like_any_other()
    {
        using var world = new World();
        Assert.Null(await world.Client.GetAsync("model:tests/later"));
        Assert.Null(await world.Client.GetAsync("model:tests/later"));
        Assert.Equal(1, world.Catalog.Reads);
    }

    [Fact]
    public async Task No_more_is_kept_than_MaxEntries_and_what_was_used_last_stays()
    {
        using var world = new World(new() { MaxEntries = 3 });
        List<Guid> ids = [];
        for (var number = 0; number < 4; number++) ids.Add((await world.Client.CreateAsync(World.Model($"m{number}"))).Id);
        foreach (var id in ids.Take(3)) await world.TitleAsync(id);
        await world.TitleAsync(ids[0]);
        await world.TitleAsync(ids[3]); // makes m1 go
        Assert.Equal((3, 4), (world.Client.CachedAnswers, world.Catalog.Reads));
        foreach (var id in new[] { ids[0], ids[2], ids[3] }) await world.TitleAsync(id);
        Assert.Equal(4, world.Catalog.Reads);
        await world.TitleAsync(ids[1]);
        Assert.Equal((3, 5), (world.Client.CachedAnswers, world.Catalog.Reads));
    }

    [Fact]
    public async Task Without_a_GcTime_nothing_is_kept_and_concurrent_callers_still_share()
    {
        using var world = new World(new() { GcTime = TimeSpan.Zero });
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        var gate = world.Catalog.Hold(HttpMethod.Get);
        var (first, second) = (world.TitleAsync(id), world.TitleAsync(id));
        gate.Open();
        await Task.WhenAll(first, second);
        Assert.Equal((0, 2), (world.Client.CachedAnswers, world.Catalog.Reads));
    }

    [Fact]
    public async Task Clear_makes_the_next_reader_wait_and_Dispose_refuses_him()
    {
        using var world = new World();
        var id = (await world.Client.CreateAsync(World.Model())).Id;
        await world.TitleAsync(id);
        world.Catalog.Retitle(id, "two");
        world.Client.Clear();
        Assert.Equal("two", await world.TitleAsync(id));

        world.Client.Dispose();
        Assert.Null(world.Time.NextDue);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.TitleAsync(id));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.Client.DeleteAsync(id, "*"));
    }
}
