using Pipelines.Sockets.Unofficial.Arenas;

namespace AIKernel.Compat.Tests.Arenas;

public sealed class ArenaTests
{
    private static Arena<string?> Small() => new(new ArenaOptions(blockSizeBytes: 8 * IntPtr.Size));

    [Fact]
    public void The_options_of_the_consumer_give_a_working_arena()
    {
        using var arena = new Arena<Guid>(new ArenaOptions((ArenaFlags)16, 0, null), null);
        Assert.Equal(16, (int)ArenaFlags.ShareBlocks);
        Assert.Equal(1000, arena.Allocate(1000).Length);
        Assert.True(arena.Allocate(0).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Allocate(-1));
    }

    [Fact]
    public void Runs_do_not_overlap_even_when_nested_and_over_blocks()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var arena = Small();
        for (var round = 0; round < 200; round++)
        {
            var runs = Enumerable.Range(0, 20).Select(name => (Name: $"{seed}/{name}", Run: arena.Allocate(random.Next(0, 40)))).ToList();
            foreach (var (name, run) in runs)
            {
                foreach (ref var item in run)
                {
                    Assert.Null(item);
                    item = name;
                }
            }

            foreach (var (name, run) in runs) Assert.All(run.ToArray((in string? item) => item), item => Assert.Equal(name, item));
            arena.Reset();
        }
    }

    [Fact]
    public void A_reset_lets_go_of_what_the_elements_referred_to()
    {
        using var arena = new Arena<object?>(new ArenaOptions(blockSizeBytes: 4 * IntPtr.Size));
        var weak = Fill(arena);
        arena.Reset();
        GC.Collect();
        Assert.All(weak, reference => Assert.False(reference.IsAlive));
        GC.KeepAlive(arena);
    }

    [Fact]
    public void A_reply_that_is_parsed_again_needs_no_new_blocks()
    {
        using var arena = Small();
        arena.Allocate(100);
        var capacity = arena.Capacity;
        for (var again = 0; again < 50; again++)
        {
            arena.Reset();
            arena.Allocate(100);
            Assert.Equal(capacity, arena.Capacity);
        }
    }

    [Fact]
    public void A_burst_is_forgotten_when_it_has_been_quiet_for_long()
    {
        using var arena = Small();
        arena.Allocate(10_000);
        arena.Reset();
        Assert.True(arena.Capacity >= 10_000);
        for (var quiet = 0; quiet < 100; quiet++)
        {
            arena.Allocate(1);
            arena.Reset();
        }

        Assert.Equal(8, arena.Capacity);
    }

    [Fact]
    public void The_retention_of_the_options_decides()
    {
        using var arena = new Arena<long>(new ArenaOptions(ArenaFlags.None, 8 * sizeof(long), (kept, used) => kept + used));
        arena.Allocate(16);
        arena.Reset();
        arena.Reset();
        Assert.Equal(16, arena.Capacity);
    }

    [Fact]
    public void Disposing_in_mid_parse_leaves_the_runs_alone()
    {
        var arena = Small();
        var run = arena.Allocate(20);
        run[19] = "kept";
        arena.Dispose();
        var nested = arena.Allocate(20);
        nested[0] = "other";
        Assert.Equal("kept", run[19]);
        arena.Reset();
        Assert.Equal(8, arena.Capacity);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static List<WeakReference> Fill(Arena<object?> arena)
    {
        var weak = new List<WeakReference>();
        foreach (ref var item in arena.Allocate(10)) weak.Add(new WeakReference(item = new object()));
        return weak;
    }
}
