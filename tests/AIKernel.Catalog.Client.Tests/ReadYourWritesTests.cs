using System.Text.Json.Nodes;
using AIKernel.Catalog.Client.Tests.Harness;

namespace AIKernel.Catalog.Client.Tests;

/// <summary>Whoever has had a write acknowledged reads it, whatever was kept or on its way.</summary>
public sealed class ReadYourWritesTests
{
    [Fact]
    public async Task A_read_that_began_before_a_write_is_not_kept_when_it_arrives_after_it()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        var gate = world.Catalog.Hold(HttpMethod.Get);
        var before = world.TitleAsync(created.Id); // the catalog has answered "one"; it is on its way
        await gate.Arrived;

        await TitleAsync(world, created, "two");
        Assert.Equal("two", await world.TitleAsync(created.Id)); // does not join it either
        gate.Open();

        Assert.Equal("one", await before);
        Assert.Equal("two", await world.TitleAsync(created.Id));
        Assert.Equal(2, world.Catalog.Reads);
    }

    [Fact]
    public async Task Nor_where_nothing_was_read_in_between()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        var gate = world.Catalog.Hold(HttpMethod.Get);
        var before = world.TitleAsync(created.Id);
        await gate.Arrived;
        await TitleAsync(world, created, "two");
        gate.Open();
        Assert.Equal("one", await before);
        Assert.Equal("two", await world.TitleAsync(created.Id));
    }

    [Fact]
    public async Task A_revalidation_that_began_before_a_write_is_not_kept_either()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        await world.TitleAsync(created.Id);
        world.Pass(60);
        var gate = world.Catalog.Hold(HttpMethod.Get);
        await world.TitleAsync(created.Id);
        await gate.Arrived; // a 304, on its way
        await TitleAsync(world, created, "two");
        gate.Open();
        await world.SettledAsync();
        Assert.Equal(0, world.Client.CachedAnswers);
        Assert.Equal("two", await world.TitleAsync(created.Id));
    }

    [Fact]
    public async Task A_write_drops_its_resource_and_everything_that_is_not_about_one_other_resource()
    {
        using var world = new World();
        var (one, two) = (await world.Client.CreateAsync(World.Model("one")), await world.Client.CreateAsync(World.Model("two")));
        async Task ReadAllAsync()
        {
            foreach (var resource in new[] { one, two })
            {
                await world.Client.GetAsync(resource.Id);
                await world.Client.GetAsync(resource.Ref);
            }
            await world.Client.GetAsync("model:tests/nothing");
            await world.Client.ListAsync(new());
        }
        await ReadAllAsync();
        await TitleAsync(world, one, "new");
        Assert.Equal(2, world.Client.CachedAnswers);
        var reads = world.Catalog.Reads;
        await ReadAllAsync();
        Assert.Equal(
            [$"/api/v1/resources/{one.Id}", $"/api/v1/resources/by-ref?ref={Uri.EscapeDataString(one.Ref)}", "/api/v1/resources/by-ref?ref=model%3Atests%2Fnothing", "/api/v1/resources"],
            world.Catalog.Requests.Where(static request => request.Method == HttpMethod.Get).Skip(reads).Select(static request => request.Path));
    }

    [Fact]
    public async Task A_read_of_another_resource_that_is_on_its_way_is_kept()
    {
        using var world = new World();
        var (one, two) = (await world.Client.CreateAsync(World.Model("one")), await world.Client.CreateAsync(World.Model("two")));
        var gate = world.Catalog.Hold(HttpMethod.Get);
        var read = world.TitleAsync(two.Id);
        await TitleAsync(world, one, "new");
        gate.Open();
        await read;
        await world.TitleAsync(two.Id);
        Assert.Equal(1, world.Catalog.Reads);
    }

    [Fact]
    public async Task Whoever_is_told_412_reads_the_state_that_there_is()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        var read = (await world.Client.GetAsync(created.Id))!;
        world.Catalog.Retitle(created.Id, "theirs");
        Assert.Equal(WriteStatus.PreconditionFailed, (await world.Client.UpdateAsync(read.Id, read.ToContent() with { Title = "ours" }, read.ETag)).Status);
        read = (await world.Client.GetAsync(created.Id))!;
        Assert.Equal("theirs", read.Title);
        Assert.Equal(WriteStatus.Updated, (await world.Client.UpdateAsync(read.Id, read.ToContent() with { Title = "ours" }, read.ETag)).Status);
    }

    [Theory]
    [InlineData(422, 1)]
    [InlineData(429, 1)]
    [InlineData(503, 0)]
    public async Task A_refusal_drops_nothing_unless_it_can_have_been_carried_out(int status, int kept)
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        await world.TitleAsync(created.Id);
        world.Catalog.Instead = request => request.Method == HttpMethod.Patch ? FakeCatalog.Problem(status, "refused") : null;
        await Assert.ThrowsAsync<CatalogException>(() => TitleAsync(world, created, "two"));
        Assert.Equal(kept, world.Client.CachedAnswers);
    }

    [Fact]
    public async Task Reads_after_a_write_carry_its_position_until_the_next_one()
    {
        using var world = new World();
        await world.Client.ListAsync(new());
        Assert.Null(world.Catalog.Requests.Last().Header("Catalog-Position"));
        var created = await world.Client.CreateAsync(World.Model());
        await world.TitleAsync(created.Id);
        Assert.Equal("00000000000000ff-1", world.Catalog.Requests.Last().Header("Catalog-Position"));
        await TitleAsync(world, created, "two");
        await world.Client.ListAsync(new());
        Assert.Equal("00000000000000ff-2", world.Catalog.Requests.Last().Header("Catalog-Position"));
    }

    [Fact]
    public async Task Writes_at_the_same_time_have_no_position_that_covers_both_so_reads_ask_to_see_everything()
    {
        using var world = new World();
        var (one, two) = (await world.Client.CreateAsync(World.Model("one")), await world.Client.CreateAsync(World.Model("two")));
        var gate = world.Catalog.Hold(HttpMethod.Patch);
        var first = TitleAsync(world, one, "first");
        await gate.Arrived;
        await world.Client.DeleteAsync(two.Id, two.ETag);
        gate.Open();
        await first;

        await world.TitleAsync(one.Id);
        Assert.Equal(("no-cache", null), (world.Catalog.Requests.Last().Header("Cache-Control"), world.Catalog.Requests.Last().Header("Catalog-Position")));

        await TitleAsync(world, (await world.Client.GetAsync(one.Id))!, "alone");
        await world.TitleAsync(one.Id);
        Assert.Equal((null, "00000000000000ff-5"), (world.Catalog.Requests.Last().Header("Cache-Control"), world.Catalog.Requests.Last().Header("Catalog-Position")));
    }

    [Fact]
    public async Task A_write_that_was_given_up_may_have_happened()
    {
        using var world = new World();
        var created = await world.Client.CreateAsync(World.Model());
        await world.TitleAsync(created.Id);
        var gate = world.Catalog.Hold(HttpMethod.Patch);
        using var leaving = new CancellationTokenSource();
        var write = world.Client.PatchAsync(created.Id, new JsonObject { ["title"] = "two" }, created.ETag, leaving.Token);
        await gate.Arrived;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal("two", await world.TitleAsync(created.Id));
        Assert.Equal("no-cache", world.Catalog.Requests.Last().Header("Cache-Control"));
    }

    private static async Task TitleAsync(World world, Resource resource, string title) =>
        Assert.Equal(WriteStatus.Updated, (await world.Client.PatchAsync(resource.Id, new JsonObject { ["title"] = title }, resource.ETag)).Status);
}
