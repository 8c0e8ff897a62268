namespace AIKernel.Caching.Redis.State;

/// <summary>Commands that nobody waits for any more.</summary>
internal static class Abandoned
{
    /// <summary>Waits as long as it makes sense; what the command comes to after that, nobody is told, not even as an unobserved fault.</summary>
    public static async Task<T> WaitAtMostAsync<T>(this Task<T> command, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await command.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception) when (!command.IsCompleted)
        {
            _ = command.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
