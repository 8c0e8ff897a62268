using AIKernel.Catalog.Client;
using AIKernel.Integration.Tests.Nodes;

namespace AIKernel.Integration.Tests.Client;

/// <summary>A client whose writes land on one node and whose reads land on another.</summary>
public sealed class NodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task What_was_written_on_one_node_is_read_on_the_other()
    {
        using var wire = new Recorder(readsGoTo: nodes.Second.Api.Address);
        using var http = new HttpClient(wire) { BaseAddress = nodes.First.Api.Address };
        using var catalog = new CatalogClient(http);
        var current = await catalog.CreateAsync(new() { Kind = "model", Namespace = "client", Name = "moving" });
        for (var round = 0; round < 50; round++)
        {
            Assert.Equal(current.Title, (await catalog.GetAsync(current.Id))!.Title);
            Assert.Equal(current.Title, (await catalog.ListAsync(new() { Namespace = "client" })).Items.Single(item => item.Id == current.Id).Title);
            current = (await catalog.UpdateAsync(current.Id, current.ToContent() with { Title = $"Round {round}" }, current.ETag)).Value!;
        }
        Assert.Equal(100, wire.Exchanges.Count(exchange => exchange.Address.Port == nodes.Second.Api.Address.Port));
    }

    [Fact]
    public async Task Of_writes_at_the_same_time_all_are_read_on_the_other_node()
    {
        using var wire = new Recorder(readsGoTo: nodes.Second.Api.Address);
        using var http = new HttpClient(wire) { BaseAddress = nodes.First.Api.Address };
        using var catalog = new CatalogClient(http);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => catalog.CreateAsync(new() { Kind = "model", Namespace = "client", Name = $"many-{number}" })));
        for (var round = 0; round < 25; round++)
        {
            all = await Task.WhenAll(all.Select(async one => (await catalog.UpdateAsync(one.Id, one.ToContent() with { Title = $"Round {round}" }, one.ETag)).Value!));
            Assert.All(await Task.WhenAll(all.Select(one => catalog.GetAsync(one.Id).AsTask())), read => Assert.Equal($"Round {round}", read!.Title));
        }
    }
}
