using System.Text.Json.Nodes;
using AIKernel.Catalog.Client.Tests.Harness;

namespace AIKernel.Catalog.Client.Tests;

/// <summary>Many readers and writers at once: nobody reads a state from before a write that had been acknowledged.</summary>
public sealed class IntegrityTests
{
    private const int Callers = 8, Rounds = 400, Resources = 6;

    [Theory]
    [InlineData(60, 100)]
    [InlineData(60, 3)] // hardly anything stays
    [InlineData(0, 100)] // everything is revalidated all the time
    public async Task No_read_is_older_than_the_writes_acknowledged_before_it(int staleSeconds, int entries)
    {
        using var world = new World(new() { StaleTime = TimeSpan.FromSeconds(staleSeconds), GcTime = TimeSpan.FromSeconds(120), MaxEntries = entries });
        var created = new List<Resource>();
        for (var number = 0; number < Resources; number++) created.Add(await world.Client.CreateAsync(World.Model($"m{number}")));
        var acknowledged = new long[Resources];
        var seed = Environment.TickCount;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => UseAsync(world, created, acknowledged, new Random(seed + caller), $"seed {seed}"))));
        await world.SettledAsync();
        Assert.InRange(world.Client.CachedAnswers, 0, entries);
        Assert.Empty(world.Log.Events);
    }

    private static async Task UseAsync(World world, List<Resource> created, long[] acknowledged, Random random, string seed)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var which = random.Next(Resources);
            var resource = created[which];
            if (random.Next(4) == 0)
            {
                var written = (await world.Client.PatchAsync(resource.Id, new JsonObject { ["title"] = $"{round}" }, CatalogClient.AnyState)).Value!.Revision;
                for (var seen = Volatile.Read(ref acknowledged[which]); seen < written; seen = Volatile.Read(ref acknowledged[which]))
                    Interlocked.CompareExchange(ref acknowledged[which], written, seen);
                continue;
            }
            var least = Volatile.Read(ref acknowledged[which]);
            var read = random.Next(3) switch
            {
                0 => (await world.Client.GetAsync(resource.Id))!.Revision,
                1 => (await world.Client.GetAsync(resource.Ref))!.Revision,
                _ => (await world.Client.ListAsync(new())).Items.Single(item => item.Id == resource.Id).Revision,
            };
            Assert.True(read >= least, $"{seed}: revision {read} after {least} had been acknowledged");
        }
    }
}
