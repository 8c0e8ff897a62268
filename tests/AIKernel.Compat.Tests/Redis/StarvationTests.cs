using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

[Collection(RedisCollection.Name)]
public sealed class StarvationTests(PrivateRedis redis)
{
    private const int Reads = 2000;

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

        for (var round = 0; round < 10; round++) Assert.Equal("", await ReadOnEveryPoolThreadAsync(database));
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

    /// <summary>Far more reads than there are pool threads, each blocking one. Gives the first fault, or nothing.</summary>
    private static async Task<string> ReadOnEveryPoolThreadAsync(IDatabase database)
    {
        var left = Reads;
        string? fault = null;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var number = 0; number < Reads; number++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    // After the first fault the rest need not wait for their timeouts too.
                    if (Volatile.Read(ref fault) is null) Interlocked.CompareExchange(ref fault, FaultOf(database), null);
                    if (Interlocked.Decrement(ref left) == 0) all.SetResult();
                },
                null);
        }

        await all.Task;
        return fault ?? "";
    }

    private static string? FaultOf(IDatabase database)
    {
        try
        {
            var value = database.StringGet("starved");
            return value == "value" ? null : $"'{value}' was read";
        }
        catch (RedisTimeoutException timeout)
        {
            return timeout.Message;
        }
    }
}
