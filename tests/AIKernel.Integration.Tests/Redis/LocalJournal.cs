using AIKernel.Caching;
using AIKernel.Caching.Journal;

namespace AIKernel.Integration.Tests.Redis;

/// <summary>A journal in this process, so that of all servers only Redis can be at fault. Each node has its own ear.</summary>
internal sealed class LocalJournal
{
    private const ulong First = 100;

    private readonly Lock _lock = new();
    private readonly List<JournalRow> _rows = [];
    private readonly List<Ear> _ears = [];

    /// <summary>Commits a change of what carries this tag.</summary>
    public void Append(string tag)
    {
        Ear[] ears;
        lock (_lock)
        {
            _rows.Add(new(First + (ulong)_rows.Count, [Tag.Of(tag)]));
            ears = [.. _ears];
        }
        foreach (var ear in ears) ear.Hear();
    }

    /// <summary>The journal as one node has it.</summary>
    /// <param name="deaf">Whether notifications never arrive.</param>
    public IInvalidationJournal Listen(bool deaf = false)
    {
        var ear = new Ear(this, deaf);
        lock (_lock) _ears.Add(ear);
        return ear;
    }

    private JournalRead Read(JournalSnapshot? since)
    {
        lock (_lock)
        {
            var next = First + (ulong)_rows.Count;
            return new(1, new(next, next, []), 0, _rows[(int)((since?.End ?? First) - First)..]);
        }
    }

    private sealed class Ear(LocalJournal journal, bool deaf) : IInvalidationJournal
    {
        private Action? _wake;

        public void Hear()
        {
            if (!deaf) _wake?.Invoke();
        }

        public ValueTask<JournalRead> ReadAsync(JournalSnapshot? since, CancellationToken cancellationToken) => new(journal.Read(since));

        public Task ListenAsync(Action wake, CancellationToken cancellationToken)
        {
            _wake = wake;
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public Task PruneAsync(TimeSpan retention, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
