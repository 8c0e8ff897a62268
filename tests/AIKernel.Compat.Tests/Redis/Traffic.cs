using StackExchange.Redis;

namespace AIKernel.Compat.Tests.Redis;

/// <summary>Many callers with mixed commands on one client, every byte of every answer checked.</summary>
internal sealed class Traffic(IConnectionMultiplexer client, string name, int largest = 20_000)
{
    private int _failures;
    private int _answers;

    /// <summary>Commands that ended in an exception of the connection.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    /// <summary>Values read back and found right.</summary>
    internal int Answers => Volatile.Read(ref _answers);

    /// <summary>Whether a value may be gone between its SET and its GET, because the server starts again, empty.</summary>
    internal bool MayVanish { get; init; }

    /// <summary>Runs until every caller has done its rounds. A wrong byte ends it at once with the assertion's exception.</summary>
    internal Task RunAsync(int callers, int rounds, bool mayFail = false) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, rounds, mayFail))));

    private async Task CallAsync(int caller, int rounds, bool mayFail)
    {
        var random = new Random(caller);
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                await RoundAsync($"{name}:{caller}", random);
            }
            catch (Exception failure) when (mayFail && IsOfTheConnection(failure))
            {
                Interlocked.Increment(ref _failures);
            }
        }
    }

    /// <summary>What a dying connection lets through, by the experience with the client: not only its own exceptions.</summary>
    internal static bool IsOfTheConnection(Exception failure) =>
        failure is RedisConnectionException or RedisTimeoutException or IOException or OperationCanceledException or ObjectDisposedException;

    private async Task RoundAsync(string owner, Random random)
    {
        var database = client.GetDatabase();

        // The length is part of the key, so that a value left by a failed round is as checkable as one of this round.
        var lengths = Enumerable.Range(0, 4).Select(_ => random.Next(2) == 0 ? random.Next(200) : random.Next(largest)).ToArray();
        RedisKey[] keys = [.. lengths.Select(length => (RedisKey)$"{owner}:{length}")];
        await Task.WhenAll(lengths.Select(length => database.StringSetAsync($"{owner}:{length}", Payload.Of(owner, length), TimeSpan.FromMinutes(2))));
        var all = await database.StringGetAsync(keys);
        for (var index = 0; index < keys.Length; index++) Check(owner, lengths[index], all[index]);
        foreach (var length in lengths) Check(owner, length, await database.StringGetAsync($"{owner}:{length}"));
        var count = random.Next(1, 1000);
        Assert.Equal(count, (long)await database.ScriptEvaluateAsync("return ARGV[1] + 0", values: [count]));
    }

    private void Check(string owner, int length, RedisValue value)
    {
        if (MayVanish && value.IsNull) return;
        Payload.Check(owner, length, value);
        Interlocked.Increment(ref _answers);
    }
}
