using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class StarvationTests(PrivateRedis redis)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Synchronous_reads_on_every_pool_thread_do_not_starve_their_own_replies(bool tls, bool poolScheduler)
    {
        var options = redis.Options(tls);
        options.SocketManager = poolScheduler ? SocketManager.ThreadPool : null;

        // Without a pool thread to spare, a reply that needed one would come only as fast as the pool grows: about two a second.
        options.SyncTimeout = 5_000;
        await using var client = await ConnectionMultiplexer.ConnectAsync(options);
        var database = client.GetDatabase();
        await database.StringSetAsync("starved", "value");

        var failures = 0;
        using var left = new CountdownEvent(2000);
        for (var number = 0; number < 2000; number++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    if (Record.Exception(() => Assert.Equal("value", (string?)database.StringGet("starved"))) is not null) Interlocked.Increment(ref failures);
                    left.Signal();
                },
                null);
        }

        Assert.True(left.Wait(TimeSpan.FromSeconds(30)), $"{left.CurrentCount} of 2000 reads are left");
        Assert.Equal(0, failures);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_follows_an_awaited_command_may_block_without_holding_up_the_connection(bool tls)
    {
        await using var client = await redis.ConnectAsync(tls);
        var database = client.GetDatabase();
        for (var number = 0; number < 300; number++)
        {
            await database.StringSetAsync("blocking", number);
            Assert.NotEqual("receive", Thread.CurrentThread.Name?.Split(':')[0]);
            Assert.Equal(number, (int)database.StringGet("blocking"));
        }
    }
}
