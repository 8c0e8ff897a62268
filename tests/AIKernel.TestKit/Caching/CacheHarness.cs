using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching;
using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Reading;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;

namespace AIKernel.TestKit.Caching;

/// <summary>One node: the engine as the host composes it, over fakes and with the manual clock.</summary>
internal sealed class CacheHarness : IAsyncDisposable
{
    private const int Seed = 4711;

    private readonly TestMeterFactory _meters = new();

    public CacheHarness(string name, ManualTimeProvider time, SimulatedDatabase database, SimulatedSharedTier? shared, Traffic traffic, CacheOptions options, CacheMetrics? metrics = null)
    {
        (Name, Time, Database, Traffic, Options) = (name, time, database, traffic, options);
        Clock = new(time, Trap);
        Table = new(options.InvalidationTableCapacity);
        Memory = new(options);
        SharedTier = shared?.Connect(name, traffic);
        Guarded = new(SharedTier, options, Statistics, time, Log.For<GuardedSharedTier>());
        Services = new(options, Table, Memory, Guarded, new(Guarded), Statistics, Clock, time, new Random(Seed), Log.For<CacheServices<ManualKernelClock>>());
        Journal = new(database, traffic, name);
        Follower = new(Journal, Table, options, Statistics, Clock, time, Log.For<JournalFollower<ManualKernelClock>>());
        Guarded.Hinted += Follower.Wake;
        Metrics = metrics ?? new(_meters, Statistics, Memory, Guarded, Table, () => Follower.Status);
        Cache = new(Services, Follower, Metrics, Log.For<Cache<ManualKernelClock>>());
    }

    public string Name { get; }
    public ManualTimeProvider Time { get; }
    public SimulatedDatabase Database { get; }
    public Traffic Traffic { get; }
    public CacheOptions Options { get; }
    public ClockTrap Trap { get; } = new();
    public ManualKernelClock Clock { get; }
    public CacheStatistics Statistics { get; } = new();
    public RecordingLog Log { get; } = new();
    public InvalidationTable Table { get; }
    public MemoryBudget Memory { get; }
    public SharedTierConnection? SharedTier { get; }
    public GuardedSharedTier Guarded { get; }
    public CacheServices<ManualKernelClock> Services { get; }
    public SimulatedJournal Journal { get; }
    public JournalFollower<ManualKernelClock> Follower { get; }
    public CacheMetrics Metrics { get; }
    public Cache<ManualKernelClock> Cache { get; }
    public object MeterScope => _meters;

    /// <summary>Takes in every change committed before this call.</summary>
    public Task CatchUpAsync() => Follower.CatchUpAsync(CancellationToken.None);

    /// <summary>Binds the read of the database's values: one tag each, the key itself.</summary>
    public CachedOperation<string, long?> BindValues(EntryPolicy? policy = null) => Cache.Bind(new OperationDefinition<CacheHarness, string, long?>
    {
        Prefix = "test",
        Name = "value",
        Policy = policy ?? EntryPolicy.Of(TimeSpan.FromHours(1)),
        Serializer = Serializer<long?>(),
        Key = static (key, name) => key.Add(name),
        Tags = static (tags, name, _) => tags.Add(name),
        Load = static (node, name, cancellationToken) => node.LoadAsync(name, cancellationToken),
        LoadMany = static (node, names, cancellationToken) => node.LoadManyAsync(names, cancellationToken),
    }, this);

    /// <summary>Binds a read of anything; its tag is its key unless told otherwise.</summary>
    public CachedOperation<string, TValue> Bind<TValue>(string name, Func<string, CancellationToken, ValueTask<TValue>> load, EntryPolicy? policy = null, Action<TagSet, string, TValue>? tags = null) => Cache.Bind(new OperationDefinition<Func<string, CancellationToken, ValueTask<TValue>>, string, TValue>
    {
        Prefix = "test",
        Name = name,
        Policy = policy ?? EntryPolicy.Of(TimeSpan.FromHours(1)),
        Serializer = Serializer<TValue>(),
        Key = static (key, text) => key.Add(text),
        Tags = tags ?? (static (set, text, _) => set.Add(text)),
        Load = static (source, text, cancellationToken) => source(text, cancellationToken),
    }, load);

    /// <summary>JSON by reflection.</summary>
    public static ICacheSerializer<T> Serializer<T>() => ReflectingSerializer<T>.Instance;

    /// <summary>Starts following the journal; no wake-up is left over from the start.</summary>
    public async Task StartAsync()
    {
        await Follower.StartAsync(CancellationToken.None);
        await Journal.ListeningAsync();
        await CatchUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Follower.StopAsync(CancellationToken.None);
        Follower.Dispose();
        _meters.Dispose();
    }

    private ValueTask<long?> LoadAsync(string name, CancellationToken cancellationToken) =>
        Traffic.CrossAsync(new(Name, CallKind.Load, name), () => Database.Read(name), cancellationToken);

    private ValueTask<IReadOnlyList<long?>> LoadManyAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Traffic.CrossAsync(new(Name, CallKind.Load, string.Join(' ', names)), () => (IReadOnlyList<long?>)[.. names.Select(Database.Read)], cancellationToken);

    private static class ReflectingSerializer<T>
    {
        public static JsonCacheSerializer<T> Instance { get; } = new((JsonTypeInfo<T>)JsonSerializerOptions.Default.GetTypeInfo(typeof(T)));
    }
}
