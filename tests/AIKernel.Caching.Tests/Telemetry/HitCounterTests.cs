using System.Runtime.CompilerServices;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Tests.Telemetry;

public sealed class HitCounterTests
{
    [Fact]
    public void Nothing_is_lost_with_sixty_four_threads()
    {
        var counter = new HitCounter();
        var threads = Enumerable.Range(0, 64).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 100_000; i++) counter.Increment();
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(6_400_000, counter.Value);
    }

    [Fact]
    public void Counters_do_not_mix_however_many_there_are()
    {
        var counters = Enumerable.Range(0, 100).Select(static _ => new HitCounter()).ToList();
        for (var i = 0; i < counters.Count; i++)
            for (var n = 0; n <= i; n++) counters[i].Increment();

        Assert.Equal(Enumerable.Range(1, 100).Select(static n => (long)n), counters.Select(static counter => counter.Value));
    }

    [Fact]
    public void What_a_thread_counted_outlives_it()
    {
        var counter = new HitCounter();
        CountOnAnotherThread(counter);
        // Its cells are folded into one place when the collector finds it gone; the sum is the same before and after.
        Assert.Equal(3, counter.Value);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(3, counter.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountOnAnotherThread(HitCounter counter)
    {
        var thread = new Thread(() =>
        {
            for (var i = 0; i < 3; i++) counter.Increment();
        });
        thread.Start();
        thread.Join();
    }
}
