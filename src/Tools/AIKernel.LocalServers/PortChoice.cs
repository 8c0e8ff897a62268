namespace AIKernel.LocalServers;

/// <summary>
/// Starts a server on a free port. Between finding it free and the server's bind another process may take it; then
/// another port is tried, unless the caller named one.
/// </summary>
internal static class PortChoice
{
    private const int Attempts = 5;

    public static async Task<int> StartAsync(int? wanted, Func<int, Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = wanted ?? FreePort.Next();
            try
            {
                await start(port);
                return port;
            }
            catch (LocalServerException) when (wanted is null && attempt < Attempts && !FreePort.IsFree(port))
            {
                // Taken in between.
            }
        }
    }
}
