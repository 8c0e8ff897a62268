using AIKernel.Operations.Tests.Pods;
using AIKernel.Operations.Tests.SentinelDrill;

namespace AIKernel.Operations.Tests.Redis;

/// <summary>Each user of Redis and of the sentinels can do what it is for and nothing else.</summary>
public sealed class UserTests : IAsyncLifetime
{
    private SentinelPods? _pods;
    private Pod _master = null!;

    public async Task InitializeAsync()
    {
        _pods = await SentinelPods.StartAsync();
        _master = Assert.Single(await _pods.MastersAsync());
    }

    public async Task DisposeAsync() => await _pods!.DisposeAsync();

    [Fact]
    public async Task The_application_can_do_what_it_needs_and_no_more()
    {
        foreach (var (words, expected) in ((string[], string)[])[
                     (["set", "aikernel_:a", "1", "px", "60000"], "OK"), (["get", "aikernel_:a"], "1"), (["mget", "aikernel_:a", "aikernel_:b"], "1"), (["unlink", "aikernel_:a"], "1"),
                     (["eval", "return redis.call('incr', KEYS[1])", "1", "aikernel_:n"], "1"), (["publish", "aikernel_:settled", "x"], "0"), (["dbsize"], ""), (["role"], "master"), (["info", "server"], "# Server"),
                     (["scan", "0", "match", "aikernel_*"], "0")])
            Assert.StartsWith(expected, await AskAsync("app", words), StringComparison.Ordinal);
        foreach (var words in (string[][])[
                     ["config", "get", "maxmemory"], ["config", "set", "maxmemory", "1"], ["flushall"], ["flushdb"], ["keys", "*"], ["shutdown"], ["replicaof", "no", "one"], ["acl", "list"],
                     ["get", "other"], ["set", "other", "1"], ["eval", "return redis.call('get', KEYS[1])", "1", "other"], ["publish", "other", "x"], ["save"], ["bgrewriteaof"], ["monitor"], ["client", "kill", "id", "1"], ["module", "list"]])
            Assert.Contains("NOPERM", await AskAsync("app", words), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_gets_no_further_than_its_caller() =>
        Assert.Contains("can't run this command or subcommand", await AskAsync("app", ["eval", "return redis.call('flushall')", "0"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("replica")]
    [InlineData("exporter")]
    [InlineData("probe")]
    [InlineData("sentinel")]
    public async Task Nobody_else_can_read_or_write_keys(string user)
    {
        foreach (var words in (string[][])[["get", "aikernel_:a"], ["set", "aikernel_:a", "1"], ["flushall"], ["config", "get", "*"], ["keys", "*"], ["acl", "list"]])
            Assert.Contains("NOPERM", await AskAsync(user, words), StringComparison.Ordinal);
        Assert.Equal("PONG", await AskAsync(user, ["ping"]));
    }

    [Fact]
    public async Task The_exporter_can_ask_what_it_shows()
    {
        foreach (var words in (string[][])[["info", "all"], ["slowlog", "len"], ["slowlog", "get", "1"], ["latency", "latest"], ["client", "setname", "exporter"]])
            Assert.DoesNotContain("NOPERM", await AskAsync("exporter", words), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SentinelPods.RedisPort)]
    [InlineData(SentinelPods.SentinelPort)]
    public async Task Without_a_password_there_is_no_answer(int port)
    {
        var outcome = await _master.Host.RunAsync(["redis-cli", "-p", $"{port}", "ping"], PodEnvironment.Base());
        Assert.Contains("NOAUTH", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_sentinel_the_application_can_ask_who_is_master_and_change_nothing()
    {
        Assert.Equal("redis-0.redis\n6379", await AskSentinelAsync("app", "sentinel", "get-master-addr-by-name", "catalog"));
        foreach (var words in (string[][])[["sentinel", "sentinels", "catalog"], ["sentinel", "replicas", "catalog"], ["info"], ["ping"]])
            Assert.DoesNotContain("NOPERM", await AskSentinelAsync("app", words), StringComparison.Ordinal);
        foreach (var words in (string[][])[["sentinel", "failover", "catalog"], ["sentinel", "remove", "catalog"], ["sentinel", "set", "catalog", "quorum", "1"], ["sentinel", "reset", "*"], ["publish", "+switch-master", "x"], ["shutdown"], ["acl", "list"]])
            Assert.Contains("NOPERM", await AskSentinelAsync("app", words), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_in_no_argument_and_not_in_the_file_of_users()
    {
        Assert.DoesNotContain(_pods!.AppPassword, await File.ReadAllTextAsync($"/proc/{_master.ProcessOf("redis").Id}/cmdline"), StringComparison.Ordinal);
        var users = (await _master.ExecAsync("redis", ["cat", "/srv/redis/run/users.acl", "/srv/redis/run/sentinel-users.acl"])).Required("cat");
        Assert.DoesNotContain(_pods.AppPassword, users, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_pods.AppPassword))), users, StringComparison.Ordinal);
        Assert.DoesNotContain("{", users, StringComparison.Ordinal);
    }

    private Task<string> AskAsync(string user, string[] words) => _master.AskAsync(user, SentinelPods.RedisPort, words);

    private Task<string> AskSentinelAsync(string user, params string[] words) => _master.AskAsync(user, SentinelPods.SentinelPort, words);
}
