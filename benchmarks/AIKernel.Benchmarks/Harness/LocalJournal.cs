using AIKernel.Caching;
using AIKernel.Caching.Journal;

namespace AIKernel.Benchmarks.Harness;

/// <summary>
/// A journal in this process, in which a change is one call: what remains is the price of the cache itself. Every
/// process starts at the same position of the same history, so that nodes in several processes believe each other.
/// </summary>
internal sealed class LocalJournal : IInvalidationJournal
{
    private const ulong First = 100;

    private readonly Lock _lock = new();
    private readonly List<JournalRow> _rows = [];
    private Action _wake = static () => { };
    private bool _telling = true;

    /// <summary>Called with every read's rows just before the reader gets them.</summary>
    public Action<JournalRead> Reading { get; set; } = static _ => { };

    /// <summary>Commits a change of what carries these tags.</summary>
    public void Append(params ReadOnlySpan<string> tags)
    {
        var hashes = new ulong[tags.Length];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Tag.Of(tags[i]);
        Action wake;
        lock (_lock)
        {
            _rows.Add(new(First + (ulong)_rows.Count, hashes));
            wake = _telling ? _wake : static () => { };
        }
        wake();
    }

    /// <summary>No notification from here on: followers read when they are asked to, and when they poll.</summary>
    public void StopTelling()
    {
        lock (_lock) _telling = false;
    }

    public ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken)
    {
        JournalRead read;
        lock (_lock)
        {
            var next = First + (ulong)_rows.Count;
            var rows = since is null || since.End < next ? _rows[(int)((since?.End ?? First) - First)..] : [];
            read = new(1, new JournalSnapshot(next, next, []), 0, rows);
        }
        Reading(read);
        return new(read);
    }

    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        lock (_lock) _wake += wake;
        wake();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken) => Task.CompletedTask;
}
