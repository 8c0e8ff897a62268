namespace AIKernel.Caching.Journal;

/// <summary>What a node knows of the journal.</summary>
/// <param name="Certified">Whether the view is young enough to serve from the cache.</param>
/// <param name="Lag">Since the last read that succeeded began; null before the first.</param>
/// <param name="Epoch">Identity of the history.</param>
/// <param name="Horizon">Every transaction below it had ended.</param>
/// <param name="Tags">How many tags the invalidation table holds.</param>
public sealed record JournalStatus(bool Certified, TimeSpan? Lag, ulong Epoch, ulong Horizon, int Tags);

/// <summary>A node's view of the journal and the means to renew it.</summary>
public interface IJournalView
{
    /// <summary>How the view stands.</summary>
    JournalStatus Status { get; }

    /// <summary>Whether the view includes everything up to this position and is young enough to serve from the cache.</summary>
    bool Covers(JournalPosition position);

    /// <summary>
    /// Completes when the view includes every change committed before this call. One small statement, shared by
    /// concurrent callers.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The journal could not be read in time.</exception>
    Task CatchUpAsync(CancellationToken cancellationToken);

    /// <summary>Completes when the view includes everything up to this position; at once when it does already.</summary>
    /// <exception cref="JournalUnavailableException">The journal could not be read in time.</exception>
    Task CatchUpAsync(JournalPosition position, CancellationToken cancellationToken);
}

/// <summary>The journal could not be read in time, so nothing can be said about changes. The cause is inside, where there is one.</summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
