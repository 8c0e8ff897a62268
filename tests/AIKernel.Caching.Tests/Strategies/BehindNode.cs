using AIKernel.Caching.Journal;
using AIKernel.Caching.Strategies;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Strategies;

/// <summary>What one node does about the log, over a log, a store and a journal that the test commands.</summary>
internal sealed class BehindNode : IJournalView, IDisposable
{
    public BehindNode(WriteBehindOptions? options = null)
    {
        var settings = new KeyedOptions { WriteBehind = options ?? new() };
        Flusher = new(Store, settings, new(settings, new(settings)), new(new TestMeterFactory(), Pending), Time, Log.For<LogFlusher>(), Behind);
        Follower = new(Behind, Flusher, Pending, this, settings, Time, Log.For<LogFollower>());
        Order = new(Store, Flusher, Pending, Behind);
    }

    public ManualTimeProvider Time { get; } = new();
    public RecordingLog Log { get; } = new();
    public MemoryLog Behind { get; } = new();
    public MemoryStore Store { get; } = new();
    public PendingWrites Pending { get; } = new();
    public LogFlusher Flusher { get; }
    public LogFollower Follower { get; }
    public LogOrder Order { get; }

    /// <summary>What a catch-up with the journal waits for.</summary>
    public Task Journal { get; set; } = Task.CompletedTask;

    public int CatchUps { get; private set; }

    public JournalStatus Status => throw new NotSupportedException();

    public bool Covers(JournalPosition position) => throw new NotSupportedException();

    public Task CatchUpAsync(CancellationToken cancellationToken)
    {
        CatchUps++;
        return Journal;
    }

    public Task CatchUpAsync(JournalPosition position, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
        Follower.Dispose();
        Flusher.Dispose();
    }

    public static StoredWrite Write(string key) => new(key, new("1"u8.ToArray()), DateTimeOffset.MaxValue, [], [], null);
}
