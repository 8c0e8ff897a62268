using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;

namespace AIKernel.Integration.Tests.RateLimits;

/// <summary>The whole thing as it is deployed: two processes, one Redis, one limit.</summary>
public sealed class TwoProcessTests(StateServers servers) : IClassFixture<StateServers>
{
    private const int Limit = 30;

    [Fact]
    public async Task Of_ten_times_as_many_requests_at_once_to_two_processes_exactly_the_limit_is_answered()
    {
        var ports = new[] { PortOf(0), PortOf(1) };
        using var first = Start(ports[0]);
        using var second = Start(ports[1]);
        using var one = new ApiClient(new Uri($"http://127.0.0.1:{ports[0]}"));
        using var two = new ApiClient(new Uri($"http://127.0.0.1:{ports[1]}"));
        foreach (var api in new[] { one, two }) await Eventually.HoldsAsync(() => AnswersAsync(api), "the process is ready");

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Enumerable.Range(0, 10 * Limit).Select(async number =>
        {
            await gate.Task;
            return await (number % 2 == 0 ? one : two).GetAsync("/api/v1/resources");
        }).ToList();
        gate.SetResult();
        var replies = await Task.WhenAll(asked);

        Assert.Equal(Limit, replies.Count(static reply => reply.Status == 200));
        Assert.Equal(9 * Limit, replies.Count(static reply => reply.Status == 429 && reply.Header("Retry-After") is not null));
        // Neither process had to decide alone.
        foreach (var api in new[] { one, two })
            Assert.Equal(0, PrometheusPage.Parse((await api.GetAsync("/metrics/cache")).Text).Find("aikernel_ratelimit_local").Value);
    }

    private ApiProcess Start(int port) => ApiProcess.Start(
        ("ConnectionStrings__Catalog", servers.Database), ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("State__Redis__ConnectionString", servers.State.ConnectionString),
        ("RateLimits__Enabled", "true"), ("RateLimits__Reads__PermitLimit", $"{Limit}"), ("RateLimits__WindowSeconds", "3600"), ("RateLimits__DeadlineMilliseconds", "5000"));

    /// <summary>Two neighbours of the Redis server's port that nobody has.</summary>
    private int PortOf(int number) => Enumerable.Range(servers.State.Port + 1, 2000).Where(IsFree).Skip(number).First();

    private static bool IsFree(int port)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(ApiClient api)
    {
        try
        {
            return (await api.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
