using System.Security.Cryptography.X509Certificates;
using AIKernel.Operations.Tests.Pods;
using AIKernel.Operations.Tests.SentinelDrill;

namespace AIKernel.Operations.Tests.Redis;

/// <summary>The overlay <c>tls</c>, with certificates that the shipped script makes.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Pods_replicate_and_fail_over_with_TLS_alone()
    {
        await using var pods = await SentinelPods.StartAsync("tls");
        var master = Assert.Single(await pods.MastersAsync());
        Assert.Equal("OK", await master.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:key", "kept"));
        Assert.Equal("2", await master.AskAsync("app", SentinelPods.RedisPort, "wait", "2", "0"));
        foreach (var port in (int[])[SentinelPods.RedisPort, SentinelPods.SentinelPort])
        {
            var plain = await master.Host.RunAsync(["redis-cli", "-p", $"{port}", "ping"], PodEnvironment.Base());
            Assert.DoesNotContain("PONG", plain.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("NOAUTH", plain.Output, StringComparison.Ordinal);
            var stranger = await master.Host.RunAsync(["redis-cli", "--tls", "-p", $"{port}", "ping"], PodEnvironment.Base());
            Assert.Contains("certificate verify failed", stranger.Errors, StringComparison.Ordinal);
        }

        await master.KillAsync();
        await pods.UntilAsync(async () => (await pods.MastersAsync()).Count == 1, "a new master");
        Assert.Equal("kept", await Assert.Single(await pods.MastersAsync()).AskAsync("app", SentinelPods.RedisPort, "get", "aikernel_:key"));
    }

    [Fact]
    public async Task State_is_served_backed_up_and_restored_over_TLS()
    {
        await using var pods = await StatefulPods.StartAsync("tls", "redis-state");
        await pods.UntilAllAsync("readinessProbe");
        await pods.First.AskAsync("app", SentinelPods.RedisPort, "set", "aikernel_:key", "kept");
        using var copy = new MemoryStream();
        Assert.Equal(0, (await pods.First.ExecAsync("redis", ["sh", "/srv/redis/scripts/backup.sh"], output: copy)).ExitCode);
        await pods.First.AskAsync("app", SentinelPods.RedisPort, "del", "aikernel_:key");
        (await pods.First.ExecAsync("redis", ["sh", "/srv/redis/scripts/restore.sh"], copy.ToArray())).Required("restore.sh");
        await pods.First.ProcessOf("redis").WaitForExitAsync();
        await pods.First.StartContainerAsync("redis");
        await pods.UntilAllAsync("readinessProbe");
        Assert.Equal("kept", await pods.First.AskAsync("app", SentinelPods.RedisPort, "get", "aikernel_:key"));
    }

    /// <summary>What .NET checks of a server's certificate: the authority, and the name that the API's settings expect.</summary>
    [Theory]
    [InlineData("redis", true)]
    [InlineData("redis-state", true)]
    [InlineData("redis-1.redis", true)]
    [InlineData("localhost", true)]
    [InlineData("elsewhere", false)]
    public void The_certificate_has_the_names_that_are_asked_for(string name, bool expected)
    {
        var data = Manifests.Overlay.Of("tls").Objects.Generated("Secret", "redis-tls").AsObject()["data"]!;
        using var certificate = X509Certificate2.CreateFromPem(Text("tls.crt"));
        using var authority = X509Certificate2.CreateFromPem(Text("ca.crt"));
        Assert.Equal(expected, certificate.MatchesHostname(name));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(certificate), string.Join(' ', chain.ChainStatus.Select(static status => status.StatusInformation)));

        string Text(string key) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data[key]!.ToString()));
    }
}
