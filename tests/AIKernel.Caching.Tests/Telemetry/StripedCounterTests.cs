using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class StripedCounterTests
{
    [Fact]
    public void Sixteen_threads_lose_no_count()
    {
        const int Threads = 16, Rounds = 200_000;
        var counter = new StripedCounter();
        var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var round = 0; round < Rounds; round++)
            {
                counter.Increment();
                if (round % 4 == 0) counter.Add(10);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(Threads * (Rounds + Rounds / 4 * 10L), counter.Value);
    }

    [Fact]
    public void Raising_allocates_nothing()
    {
        var counter = new StripedCounter();
        counter.Increment();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 10_000; round++) counter.Increment();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_001, counter.Value);
    }
}
