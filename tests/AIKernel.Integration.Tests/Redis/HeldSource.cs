namespace AIKernel.Integration.Tests.Redis;

/// <summary>A source that counts its loads and can hold them.</summary>
internal sealed class HeldSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _entered = new(0);
    private TaskCompletionSource _held = Released();
    private int _loads, _awaited;

    public int Loads => Volatile.Read(ref _loads);

    public async ValueTask<string> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _loads);
        _entered.Release();
        await _held.Task.WaitAsync(cancellationToken);
        return $"{key} {number}";
    }

    /// <summary>Holds every load from now on.</summary>
    public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets all of them go on.</summary>
    public void Release() => _held.TrySetResult();

    /// <summary>Completes when so many loads have begun since the source was made.</summary>
    public async Task EnteredAsync(int count = 1)
    {
        for (; _awaited < count; _awaited++)
            if (!await _entered.WaitAsync(Limit)) throw new TimeoutException("Nobody loads.");
    }

    private static TaskCompletionSource Released()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        released.SetResult();
        return released;
    }
}
