using AIKernel.Catalog.Api.Operations.Events;
using AIKernel.Integration.Tests.Http.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>A listener that does not read what it is told, on a real socket.</summary>
[Collection(OperatorCollection.Name)]
public sealed class SlowListenerTests(OperatorNodes nodes)
{
    [Fact]
    public async Task Who_does_not_keep_up_is_given_up_and_told_so_and_others_hear_on()
    {
        var database = await nodes.CreateDatabaseAsync();
        await using var node = await new CatalogHost(database).ReadyAsync();
        var feed = node.Services.GetRequiredService<EventFeed>();
        await using var slow = await Listening.StartAsync(node);
        await using var quick = await Listening.StartAsync(node);
        var heard = quick.UntilAsync("last");
        // More than the sockets' buffers hold, and then more than may wait for a listener.
        for (var told = 0; feed.Listeners == 2; told++)
        {
            Assert.True(told < 2_000, "Nobody was given up.");
            await OperatorNodes.ExecuteAsync(database, $"select journal.append(array(select 'tag-{told}-' || repeat(n::text, 500) from generate_series(1, 200) n))");
        }
        await OperatorNodes.ExecuteAsync(database, "select journal.append('{last}')");
        Assert.Contains("last", await heard);

        var types = new List<string>();
        while (await slow.NextAsync() is { } item) types.Add(item.EventType);
        Assert.Equal("dropped", types[^1]);
        Assert.All(types.SkipLast(1), static type => Assert.True(type is "invalidation" or "alive", type));
        // What it was not told, it can still hear of.
        await using var again = await Listening.StartAsync(node, slow.LastId);
        Assert.Contains("last", await again.UntilAsync("last"));
    }
}
