namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Waiting for what comes about on its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new TimeoutException($"In {Patience.TotalSeconds} s it did not come about that {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
