using AIKernel.Caching.Memory;

namespace AIKernel.TestKit.Caching;

/// <summary>The kernel's clock over manual time, with a place to act at the very moment somebody reads it.</summary>
internal readonly struct ManualKernelClock(ManualTimeProvider time, ClockTrap trap) : IKernelClock
{
    public long Now
    {
        get
        {
            trap.Spring();
            return time.Milliseconds;
        }
    }
}

/// <summary>
/// What happens just before a reading of the clock by the thread that set it: this thread was held up there, and the
/// world went on.
/// </summary>
internal sealed class ClockTrap
{
    private Action? _action;
    private int _thread, _skip;

    /// <summary>Runs this once, before the reading after the next <paramref name="skip"/> ones.</summary>
    public void Set(Action action, int skip = 0)
    {
        (_thread, _skip) = (Environment.CurrentManagedThreadId, skip);
        Volatile.Write(ref _action, action);
    }

    /// <summary>Whether it has run.</summary>
    public bool Sprung => Volatile.Read(ref _action) is null;

    public void Spring()
    {
        if (Volatile.Read(ref _action) is not { } action || _thread != Environment.CurrentManagedThreadId || _skip-- > 0) return;
        // Disarmed first: what the action does may read the clock.
        _action = null;
        action();
    }
}
