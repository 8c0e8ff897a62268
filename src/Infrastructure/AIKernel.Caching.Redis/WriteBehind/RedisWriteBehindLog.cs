using System.Globalization;
using AIKernel.Caching.Redis.State;
using AIKernel.Caching.Strategies;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis.WriteBehind;

/// <summary>
/// The log as a stream in the Redis that holds state. It is as durable as that Redis makes it: what a server that crashes,
/// or a failover, loses of its last moments is lost here too.
/// </summary>
internal sealed class RedisWriteBehindLog : IWriteBehindLog
{
    private const int MaxDead = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private readonly StateRedis _redis;
    private readonly WriteBehindOptions _options;
    private readonly TimeProvider _time;
    private readonly EvictionWatch _watch;
    private readonly RedisKey _stream, _last, _bytes, _dead, _lease;
    private readonly string _channel;
    private readonly string _token = Guid.NewGuid().ToString("N");

    public RedisWriteBehindLog(StateRedis redis, KeyedOptions options, TimeProvider time)
    {
        (_redis, _options, _time, _watch) = (redis, options.WriteBehind, time, new(time));
        // The braces keep all of it in one slot of a cluster.
        (_stream, _last, _bytes, _dead, _lease) = (Key("stream"), Key("last"), Key("bytes"), Key("dead"), Key("lease"));
        _channel = redis.KeyOf("keyed:behind");
        redis.Connected += Subscribe;

        RedisKey Key(string name) => redis.KeyOf($"{{keyed:behind}}:{name}");
    }

    public event Action? Grown;

    public async Task<IReadOnlyList<long>> AppendAsync(IReadOnlyList<StoredWrite> writes, long floor, CancellationToken cancellationToken)
    {
        if (_redis.IsCacheRedis) throw new WriteBehindUnavailableException("The only Redis there is is the cache's, which may evict what waits in it: State:Redis must name another.");
        if (await AskAsync(_watch.FindEvictionAsync, cancellationToken) is { } eviction) throw new WriteBehindUnavailableException(eviction);
        RedisValue[] arguments = [floor, _channel, _options.MaxPending, _options.MaxPendingBytes, .. writes.Select(static write => (RedisValue)LoggedWriteCodec.Encode(write))];
        var first = await AskAsync(database => database.ScriptEvaluateAsync(WriteBehindScripts.Append, [_last, _stream, _bytes], arguments), cancellationToken);
        if (first.IsNull) throw new WriteBehindUnavailableException("As many values wait to be written to the database as are allowed to.");
        var sequence = Number((string)first!);
        return [.. writes.Select((_, at) => sequence + at)];
    }

    public async Task<(long Sequence, bool IsEmpty)> NextAsync(long floor, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await AskAsync(database => database.ScriptEvaluateAsync(WriteBehindScripts.Next, [_last, _stream], [floor]), cancellationToken))!;
        return (Number((string)answer[0]!), (long)answer[1] == 0);
    }

    public async Task<IReadOnlyList<LoggedItem>> ReadAsync(long after, int count, CancellationToken cancellationToken)
    {
        var entries = await AskAsync(database => database.StreamRangeAsync(_stream, IdOf(after + 1), "+", count), cancellationToken);
        return [.. entries.Select(static entry =>
        {
            var bytes = (byte[]?)entry["write"] ?? [];
            return new LoggedItem(Number(entry.Id.ToString().Split('-')[0]), LoggedWriteCodec.Decode(bytes), bytes.Length);
        })];
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) => AskAsync(database => database.StreamLengthAsync(_stream), cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<LoggedItem> items, CancellationToken cancellationToken) => AskAsync(database => database.ScriptEvaluateAsync(
        WriteBehindScripts.Acknowledge, [_stream, _bytes], [.. items.SelectMany(static item => new RedisValue[] { Text(item.Sequence), item.Size })]), cancellationToken);

    public Task BuryAsync(LoggedItem item, string reason, CancellationToken cancellationToken) => AskAsync(database => database.ScriptEvaluateAsync(
        WriteBehindScripts.Bury, [_stream, _bytes, _dead], [Text(item.Sequence), item.Size, reason, MaxDead]), cancellationToken);

    public async Task<bool> TryLeadAsync(CancellationToken cancellationToken) => (bool)await AskAsync(database => database.ScriptEvaluateAsync(
        WriteBehindScripts.Lead, [_lease], [_token, (long)Lease.TotalMilliseconds]), cancellationToken);

    public Task ResignAsync(CancellationToken cancellationToken) => AskAsync(database => database.ScriptEvaluateAsync(WriteBehindScripts.Resign, [_lease], [_token]), cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(_redis.Database).WaitAtMostAsync(Patience, _time, cancellationToken);
        }
        catch (Exception fault) when (StateRedis.IsOutage(fault) && !cancellationToken.IsCancellationRequested)
        {
            _redis.Heed(fault);
            throw new WriteBehindUnavailableException(fault is RedisServerException { Message: var message } && message.StartsWith("OOM", StringComparison.Ordinal)
                ? "The Redis that holds state is full."
                : "The Redis that holds state cannot be used.", fault);
        }
    }

    // The client subscribes again by itself whenever the connection is back.
    private void Subscribe(ISubscriber subscriber) =>
        _ = subscriber.SubscribeAsync(RedisChannel.Literal(_channel), (_, _) => Grown?.Invoke(), CommandFlags.FireAndForget);

    private static string IdOf(long sequence) => Text(sequence) + "-0";

    private static string Text(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static long Number(string sequence) => long.Parse(sequence, NumberStyles.None, CultureInfo.InvariantCulture);
}
