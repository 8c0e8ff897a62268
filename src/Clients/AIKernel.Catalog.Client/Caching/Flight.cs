namespace AIKernel.Catalog.Client;

/// <summary>One question under way, for everybody who asks it meanwhile. It belongs to nobody: who leaves ends only his own wait.</summary>
internal sealed class Flight(string key, Guid? subject, Answer? known)
{
    private int _waiting;

    public string Key => key;
    /// <summary>The one resource whose writes can change the answer; null where any write can.</summary>
    public Guid? Subject => subject;
    /// <summary>What is being revalidated; null where nothing is known.</summary>
    public Answer? Known => known;
    /// <summary>Whether a write has ended since that can have changed the answer. Under the cache's lock.</summary>
    public bool Overtaken { get; set; }

    public TaskCompletionSource<object?> Landed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAwaited => Volatile.Read(ref _waiting) > 0;

    public void Board() => Interlocked.Increment(ref _waiting);

    public async Task<T?> WaitAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (T?)await Landed.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
