using AIKernel.Caching.Redis;

namespace AIKernel.Integration.Tests.Redis;

public sealed class ReconnectDelaysTests
{
    [Fact]
    public void To_one_server_the_delays_grow_by_50_ms_up_to_half_a_second() =>
        Assert.Equal([50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 500, 500], Delays(ReconnectDelays.OfOneServer, 12));

    [Fact]
    public void To_a_cluster_the_delays_grow_by_100_ms_up_to_half_a_second() =>
        Assert.Equal([100, 200, 300, 400, 500, 500, 500], Delays(ReconnectDelays.OfCluster, 7));

    [Fact]
    public void After_days_of_attempts_the_delay_is_the_longest_still() =>
        Assert.Equal(ReconnectDelays.Longest, ReconnectDelays.OfOneServer.After(long.MaxValue));

    [Fact]
    public void An_attempt_is_due_when_its_delay_is_over_and_not_before()
    {
        Assert.False(ReconnectDelays.OfOneServer.ShouldRetry(0, 49));
        Assert.True(ReconnectDelays.OfOneServer.ShouldRetry(0, 50));
        Assert.False(ReconnectDelays.OfOneServer.ShouldRetry(100, 499));
        Assert.True(ReconnectDelays.OfOneServer.ShouldRetry(100, 500));
    }

    [Fact]
    public void With_a_heartbeat_on_top_the_longest_delay_leaves_time_for_the_handshake_within_a_second() =>
        Assert.InRange(ReconnectDelays.Longest + ReconnectDelays.Heartbeat, TimeSpan.Zero, TimeSpan.FromMilliseconds(700));

    [Theory]
    [InlineData("one:1", false)]
    [InlineData("one:1,two:2", true)]
    [InlineData("one:1,two:2,serviceName=master", false)]
    public void Several_servers_are_a_cluster_unless_they_are_sentinels(string connection, bool cluster) =>
        Assert.Same(cluster ? ReconnectDelays.OfCluster : ReconnectDelays.OfOneServer, new RedisConfiguration { ConnectionString = connection }.ToClientOptions().ReconnectRetryPolicy);

    [Theory]
    [InlineData("one:1", 5000)]
    [InlineData("one:1,two:2", 1000)]
    [InlineData("one:1,two:2,serviceName=master", 5000)]
    public void A_silent_node_of_a_cluster_is_waited_for_no_longer_than_a_second(string connection, int milliseconds) =>
        Assert.Equal(milliseconds, new RedisConfiguration { ConnectionString = connection }.ToClientOptions().ConnectTimeout);

    private static IEnumerable<double> Delays(ReconnectDelays delays, int count) => Enumerable.Range(1, count).Select(attempt => delays.After(attempt).TotalMilliseconds);
}
