using Pipelines.Sockets.Unofficial;

namespace AIKernel.Compat.Tests;

public sealed class DedicatedThreadPoolPipeSchedulerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Callbacks_run_on_threads_of_its_own_without_the_callers_context()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("mine", 2, 10, ThreadPriority.Normal);
        var local = new AsyncLocal<string> { Value = "caller's" };
        using var done = new ManualResetEventSlim();
        (string? Name, bool Pool, string? Local) seen = default;
        scheduler.Schedule(
            state =>
            {
                seen = (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread, local.Value);
                Assert.Equal("state", state);
                done.Set();
            },
            "state");
        Assert.True(done.Wait(Limit));
        Assert.StartsWith("mine:", seen.Name);
        Assert.False(seen.Pool);
        Assert.Null(seen.Local);
        Assert.Equal(2, scheduler.WorkerCount);
        Assert.Equal(1, scheduler.TotalServicedByQueue);
    }

    [Fact]
    public void A_long_queue_spills_into_the_thread_pool()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("busy", 1, 3);
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        using var all = new CountdownEvent(11);
        scheduler.Schedule(_ => { started.Set(); gate.Wait(); all.Signal(); }, null);
        Assert.True(started.Wait(Limit));
        Assert.Equal(0, scheduler.AvailableCount);

        for (var more = 0; more < 10; more++) scheduler.Schedule(_ => all.Signal(), null);
        Assert.Equal(7, scheduler.TotalServicedByPool);
        gate.Set();
        Assert.True(all.Wait(Limit));
        Assert.Equal(4, scheduler.TotalServicedByQueue);
    }

    [Fact]
    public void Every_callback_runs_once_also_those_posted_around_the_end()
    {
        for (var run = 0; run < 50; run++)
        {
            using var all = new CountdownEvent(4000);
            var runs = new int[4000];
            var scheduler = new DedicatedThreadPoolPipeScheduler("ending", 3, 20);
            Parallel.For(0, 4000, number =>
            {
                if (number == 2000) scheduler.Dispose();
                scheduler.Schedule(state => { Interlocked.Increment(ref runs[(int)state!]); all.Signal(); }, number);
            });
            Assert.True(all.Wait(Limit));
            Assert.All(runs, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Its_threads_end_with_it()
    {
        var scheduler = new DedicatedThreadPoolPipeScheduler("leaving", 4, 1000);
        var threads = new HashSet<Thread>();
        using var four = new Barrier(5);
        for (var worker = 0; worker < 4; worker++)
        {
            scheduler.Schedule(_ => { lock (threads) threads.Add(Thread.CurrentThread); four.SignalAndWait(); }, null);
        }

        Assert.True(four.SignalAndWait(Limit));
        scheduler.Dispose();
        scheduler.Dispose();
        Assert.Equal(4, threads.Count);
        Assert.All(threads, thread => Assert.True(thread.Join(Limit)));
    }
}
