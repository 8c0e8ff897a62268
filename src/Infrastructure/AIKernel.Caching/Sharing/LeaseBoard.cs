using System.Collections.Concurrent;

namespace AIKernel.Caching.Sharing;

/// <summary>Wakes whoever in this process waits for the holder of a lease on another node.</summary>
internal sealed class LeaseBoard
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _watched = new(StringComparer.Ordinal);

    public LeaseBoard(GuardedSharedTier shared) => shared.Settled += Wake;

    /// <summary>
    /// Begins to watch a key. Before the lease is asked for: (1) it is refused; (2) its holder settles; (3) the watch
    /// begins: nobody would wake it.
    /// </summary>
    public Task Watch(string key) => _watched.GetOrAdd(key, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Ends a watch. Another watcher of the same key loses its wake-up and looks again by itself.</summary>
    public void Leave(string key, Task watch)
    {
        if (_watched.TryGetValue(key, out var present) && present.Task == watch) _watched.TryRemove(new(key, present));
    }

    private void Wake(string key)
    {
        if (_watched.TryRemove(key, out var waiting)) waiting.TrySetResult();
    }
}
