using AIKernel.Caching.Journal;

namespace AIKernel.Caching;

/// <summary>An answer that a write makes known before anybody has asked for it: see <see cref="CachedOperation{TArgs,TValue}.Written"/>.</summary>
public sealed class WrittenAnswer
{
    private readonly Func<JournalStamp, ValueTask> _keep;

    internal WrittenAnswer(JournalPosition position, Func<JournalStamp, ValueTask> keep) => (Position, _keep) = (position, keep);

    /// <summary>The write.</summary>
    public JournalPosition Position { get; }

    internal ValueTask KeepAsync(JournalStamp before) => _keep(before);
}
