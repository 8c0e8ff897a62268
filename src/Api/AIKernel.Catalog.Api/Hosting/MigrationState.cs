namespace AIKernel.Catalog.Api.Hosting;

/// <summary>Whether the database has had this version's migrations since the process started.</summary>
internal sealed class MigrationState
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Done => _done.Task.IsCompleted;

    /// <summary>Ends when it has.</summary>
    public Task Completed => _done.Task;

    public void MarkDone() => _done.TrySetResult();
}
