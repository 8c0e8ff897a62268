using AIKernel.LocalServers;
using AIKernel.Operations.Tests.Manifests;
using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.Redis;

/// <summary>A server runs with each shipped redis.conf and says that every line of it is in force.</summary>
public sealed class ConfigurationTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("dev", "redis-config", "redis.conf")]
    [InlineData("prod", "redis-config", "redis.conf")]
    [InlineData("prod", "redis-state-config", "redis.conf")]
    [InlineData("cluster", "redis-cluster-config", "redis.conf")]
    public async Task A_server_has_every_setting_of_the_file(string overlay, string map, string file)
    {
        await using var network = await PodNetwork.StartAsync();
        await using var host = await network.AddHostAsync("redis");
        // The users of the file may not ask for settings, so this server has others. Nothing else of the file is changed but where.
        var text = Overlay.Of(overlay).Objects.Generated("ConfigMap", map).Text("data", file)!.Replace("/srv/redis/run", network.Folder, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(network.Folder, "users.acl"), "user default on nopass ~* &* +@all\n");
        await File.WriteAllTextAsync(Path.Combine(network.Folder, file), $"{text}\ndir {network.Folder}\n");
        var log = Path.Combine(network.Folder, "redis.log");
        using var server = await host.StartAsync(["redis-server", Path.Combine(network.Folder, file)], PodEnvironment.Base(), log);
        while (await AskAsync(host, "ping") != "PONG")
        {
            Assert.False(server.HasExited, File.Exists(log) ? await File.ReadAllTextAsync(log) : "");
            await Task.Delay(Poll, TimeProvider.System);
        }

        foreach (var line in Directives(text))
        {
            var (name, value) = (line.Split(' ', 2)[0], line.Split(' ', 2)[1]);
            Assert.Equal($"{name}\n{Meaning(value)}", await AskAsync(host, "config", "get", name));
        }
        Signal.Kill.Send(server.Id);
        await server.WaitForExitAsync();
    }

    [Fact]
    public void The_files_say_what_was_asked_for()
    {
        Assert.Superset(
            new HashSet<string> { "maxmemory 2gb", "maxmemory-policy allkeys-lru", "save 900 1 300 10 60 10000", "appendonly yes", "appendfsync everysec", "tcp-backlog 511", "timeout 0", "tcp-keepalive 300", "min-replicas-to-write 1", "min-replicas-max-lag 10" },
            Of("redis-config", "redis.conf"));
        Assert.Superset(new HashSet<string> { "maxmemory-policy noeviction", "appendonly yes" }, Of("redis-state-config", "redis.conf"));
        Assert.Superset(
            new HashSet<string> { "sentinel resolve-hostnames yes", "sentinel announce-hostnames yes", "sentinel down-after-milliseconds catalog 5000", "sentinel failover-timeout catalog 10000" },
            Of("redis-config", "sentinel.conf"));

        static HashSet<string> Of(string map, string file) => [.. Directives(Overlay.Of("prod").Objects.Generated("ConfigMap", map).Text("data", file)!)];
    }

    private static async Task<string> AskAsync(NetworkHost host, params string[] words) =>
        (await host.RunAsync(["redis-cli", .. words], PodEnvironment.Base())).Output.Trim();

    private static IEnumerable<string> Directives(string file) => file.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#');

    /// <summary>As CONFIG GET writes it.</summary>
    private static string Meaning(string value) => value switch
    {
        "2gb" => $"{2L << 30}",
        "320mb" => $"{320L << 20}",
        "256mb" => $"{256L << 20}",
        _ => value,
    };
}
