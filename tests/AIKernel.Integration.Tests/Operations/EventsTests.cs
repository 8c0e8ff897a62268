using System.Text.Json;
using AIKernel.Catalog;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Listening to what is invalidated, on a real PostgreSQL.</summary>
[Collection(OperatorCollection.Name)]
public sealed class EventsTests(OperatorNodes nodes)
{
    [Fact]
    public async Task A_change_is_told_with_its_tags_and_the_position_that_covers_it()
    {
        await using var node = await StartAsync();
        await using var listening = await Listening.StartAsync(node);
        var created = await node.Api.CreateAsync();
        var item = await listening.NextAsync();
        Assert.Equal("invalidation", item!.Value.EventType);
        var told = JsonElement.Parse(item.Value.Data);
        Assert.Equal(created.Header("Catalog-Position"), told.GetProperty("position").GetString());
        Assert.Contains($"resource:{created.Id}", told.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()));
    }

    [Fact]
    public async Task Who_comes_back_with_the_last_id_has_missed_nothing()
    {
        await using var node = await StartAsync();
        string last;
        var before = await node.Api.CreateAsync();
        await using (var listening = await Listening.StartAsync(node))
        {
            var heard = await node.Api.CreateAsync();
            Assert.DoesNotContain($"resource:{before.Id}", await listening.UntilAsync($"resource:{heard.Id}"));
            last = listening.LastId;
        }
        var missed = new List<Reply>();
        for (var change = 0; change < 20; change++) missed.Add(await node.Api.CreateAsync());
        await using var again = await Listening.StartAsync(node, last);
        var tags = await again.UntilAsync($"resource:{missed[^1].Id}");
        Assert.Equal(missed.Select(static one => $"resource:{one.Id}"), tags.Where(static tag => tag.StartsWith("resource:", StringComparison.Ordinal) && Guid.TryParse(tag[9..], out _)).Distinct());
        Assert.DoesNotContain($"resource:{before.Id}", tags);
        // And it goes on from there.
        var next = await node.Api.CreateAsync();
        Assert.Equal(1, (await again.UntilAsync($"resource:{next.Id}")).Count(tag => tag == $"resource:{next.Id}"));
    }

    [Fact]
    public async Task A_transaction_that_began_before_and_ended_after_the_last_event_is_not_missed()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var node = await new CatalogHost(database).ReadyAsync();
        await using var slow = new NpgsqlConnection(database);
        await slow.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, "select journal.append('{slow}')");

        string last;
        await using (var listening = await Listening.StartAsync(node))
        {
            // Its id is higher, and it is told first.
            var heard = await node.Api.CreateAsync();
            Assert.DoesNotContain("slow", await listening.UntilAsync($"resource:{heard.Id}"));
            last = listening.LastId;
        }
        await transaction.CommitAsync();
        await using var again = await Listening.StartAsync(node, last);
        Assert.Equal(["slow"], await again.UntilAsync("slow"));
    }

    [Fact]
    public async Task Of_what_is_no_longer_kept_and_of_another_history_it_is_said_that_it_is_lost()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var node = await new CatalogHost(database).ReadyAsync();
        string last;
        await using (var listening = await Listening.StartAsync(node))
        {
            await listening.UntilAsync($"resource:{(await node.Api.CreateAsync()).Id}");
            last = listening.LastId;
        }
        await node.Api.CreateAsync();
        // As the pruner does when the retention is over.
        await OperatorNodes.ExecuteAsync(database, "delete from journal.entries; update journal.state set low_water = pg_snapshot_xmin(pg_current_snapshot())");
        foreach (var lost in new[] { last, $"{(last[0] == '0' ? '1' : '0')}{last[1..]}" })
        {
            await using var again = await Listening.StartAsync(node, lost);
            Assert.Equal("reset", (await again.NextAsync())!.Value.EventType);
            Assert.NotEqual(lost, again.LastId);
            // From there on nothing is lost.
            await again.UntilAsync($"resource:{(await node.Api.CreateAsync()).Id}");
        }
    }

    [Fact]
    public async Task A_new_epoch_is_told_to_whoever_listens()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var node = await new CatalogHost(database).ReadyAsync();
        await using var listening = await Listening.StartAsync(node);
        await OperatorNodes.ExecuteAsync(database, "select journal.raise_epoch()");
        Assert.Equal("reset", (await listening.NextAsync())!.Value.EventType);
        var created = await node.Api.CreateAsync();
        await listening.UntilAsync($"resource:{created.Id}");
        Assert.True(CatalogPosition.TryParse(created.Header("Catalog-Position"), out var position));
        Assert.StartsWith($"{position.Epoch:x16}-", listening.LastId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_only_so_many_listeners_and_who_leaves_makes_room()
    {
        await using var node = await StartAsync(("Operations:EventListeners", "2"));
        await using var first = await Listening.StartAsync(node);
        var second = await Listening.StartAsync(node);
        var refused = await node.Api.GetAsync("/events");
        Assert.Equal((503, "too-many-listeners", "5"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        // Others are not in the way of looking at the headers.
        Assert.Equal((200, "text/event-stream"), await node.Api.SendAsync("HEAD", "/events", null) is var head ? (head.Status, head.Header("Content-Type")) : default);
        await second.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await node.Api.GetAsync("/events")).Status == 200, "there is room again");
        await first.UntilAsync($"resource:{(await node.Api.CreateAsync()).Id}");
    }

    [Fact]
    public async Task A_node_that_stops_says_so_and_ends_the_stream()
    {
        var node = await StartAsync();
        await using var listening = await Listening.StartAsync(node);
        var stopping = node.DisposeAsync();
        Assert.Equal("closing", (await listening.NextAsync())!.Value.EventType);
        Assert.Null(await listening.NextAsync());
        await stopping;
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abcdef-1")]
    [InlineData("0123456789abcdef-1:2")]
    [InlineData("0123456789abcdef-5:2:")]
    [InlineData("0123456789abcdef-1:5:7")]
    [InlineData("0123456789abcdef-1:5:x")]
    [InlineData("0123456789abcdefg-1:5:")]
    [InlineData("0123456789abcdef--1:5:")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        await using var node = await StartAsync();
        var reply = await node.Api.GetAsync("/events", ("Last-Event-ID", id));
        Assert.Equal((400, "bad-header"), (reply.Status, reply.Code));
        Assert.Equal(["Last-Event-ID:pattern"], reply.Faults);
    }

    private async Task<CatalogHost> StartAsync(params (string Name, string Value)[] settings) =>
        await new CatalogHost(await nodes.CreateDatabaseAsync(), settings.ToDictionary(static one => one.Name, static one => one.Value)).ReadyAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
