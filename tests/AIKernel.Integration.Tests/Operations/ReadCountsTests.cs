using AIKernel.Catalog.Api.Operations.MostRead;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>Reads are counted exactly, whoever notes them, and cheaply.</summary>
public sealed class ReadCountsTests
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 8).Select(static _ => Guid.NewGuid())];

    [Fact]
    public void Notes_of_many_threads_are_all_counted()
    {
        var counts = new ReadCounts();
        Parallel.For(0, 8, thread =>
        {
            for (var read = 0; read < 10_000; read++) counts.Note(Ids[read % (thread + 1)]);
        });
        var top = counts.Top(100);
        Assert.Equal(80_000, top.Sum(static one => one.Value));
        Assert.Equal(Ids[0], top[0].Key);
        Assert.Equal(top, counts.TakeUnshared());
    }

    [Fact]
    public void What_is_handed_over_is_handed_over_once_and_what_is_put_back_again()
    {
        var counts = new ReadCounts();
        counts.Note(Ids[0]);
        counts.Note(Ids[0]);
        var taken = counts.TakeUnshared();
        Assert.Equal([KeyValuePair.Create(Ids[0], 2L)], taken);
        Assert.Empty(counts.TakeUnshared());
        counts.Note(Ids[0]);
        counts.PutBack(taken);
        Assert.Equal([KeyValuePair.Create(Ids[0], 3L)], counts.TakeUnshared());
        // The node's own list has them all the same.
        Assert.Equal([KeyValuePair.Create(Ids[0], 3L)], counts.Top(5));
        counts.Halve();
        Assert.Equal([KeyValuePair.Create(Ids[0], 1L)], counts.Top(5));
    }

    [Fact]
    public void Noting_a_read_allocates_nothing()
    {
        var counts = new ReadCounts();
        for (var read = 0; read < 10_000; read++) counts.Note(Ids[read % Ids.Length]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var read = 0; read < 10_000; read++) counts.Note(Ids[read % Ids.Length]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
