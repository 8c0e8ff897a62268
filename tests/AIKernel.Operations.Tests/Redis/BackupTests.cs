using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.Redis;

/// <summary>Back up, wipe, restore: the same content. By the shipped scripts, called as <c>kubectl exec</c> would.</summary>
public sealed class BackupTests
{
    private const int Port = 6379;
    private static readonly string[] Backup = ["sh", "/srv/redis/scripts/backup.sh"];
    private static readonly string[] Restore = ["sh", "/srv/redis/scripts/restore.sh"];

    [Fact]
    public async Task What_was_backed_up_is_there_again_after_a_wipe()
    {
        await using var pods = await StatefulPods.StartAsync("prod", "redis-state");
        var pod = pods.First;
        await pod.AskAsync("app", Port, "eval", "for i = 1, 5000 do redis.call('set', KEYS[1] .. i, string.rep('x', i % 300) .. i) end redis.call('hset', KEYS[1] .. 'h', 'a', 1, 'b', 2) redis.call('rpush', KEYS[1] .. 'l', 1, 2, 3) redis.call('pexpire', KEYS[1] .. 1, 86400000)", "1", "aikernel_:");
        var (before, size) = (await DigestAsync(pod), await pod.AskAsync("app", Port, "dbsize"));
        Assert.Equal("5002", size);
        using var copy = new MemoryStream();
        Assert.Equal(0, (await pod.ExecAsync("redis", Backup, output: copy)).ExitCode);

        await pod.KillAsync();
        Directory.Delete(pod.Data, recursive: true);
        await pods.StartAllAsync();
        Assert.Equal("0", await pod.AskAsync("app", Port, "dbsize"));
        await pod.AskAsync("app", Port, "set", "aikernel_:since", "lost by the restore");

        await RestoreAsync(pods, copy.ToArray());
        Assert.Equal(size, await pod.AskAsync("app", Port, "dbsize"));
        Assert.Equal(before, await DigestAsync(pod));
        Assert.True(long.Parse(await pod.AskAsync("app", Port, "pttl", "aikernel_:1"), System.Globalization.CultureInfo.InvariantCulture) > 0);

        // What is written after a restore is as safe as ever: the append-only file goes on from the copy.
        await pod.AskAsync("app", Port, "set", "aikernel_:after", "1");
        await pod.StopAsync();
        await pods.StartAllAsync();
        Assert.Equal("5003", await pod.AskAsync("app", Port, "dbsize"));
    }

    [Theory]
    [InlineData("this is no copy")]
    [InlineData("")]
    [InlineData("REDIS0010 but cut off")]
    public async Task What_is_no_copy_is_refused_and_changes_nothing(string content)
    {
        await using var pods = await StatefulPods.StartAsync("prod", "redis-state");
        await pods.First.AskAsync("app", Port, "set", "aikernel_:kept", "1");
        var outcome = await pods.First.ExecAsync("redis", Restore, System.Text.Encoding.UTF8.GetBytes(content));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Nothing has changed", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal("1", await pods.First.AskAsync("app", Port, "get", "aikernel_:kept"));
    }

    /// <summary>Restoring ends redis; the kubelet starts the container again.</summary>
    private static async Task RestoreAsync(StatefulPods pods, byte[] copy)
    {
        (await pods.First.ExecAsync("redis", Restore, copy)).Required("restore.sh");
        await pods.First.ProcessOf("redis").WaitForExitAsync();
        await pods.First.StartContainerAsync("redis");
        await pods.UntilAllAsync("readinessProbe");
    }

    /// <summary>Of every key with its value, in an order that does not depend on how they lie in memory.</summary>
    private static Task<string> DigestAsync(Pod pod) => pod.AskAsync("app", Port, "eval", """
        local cursor, names = '0', {}
        repeat
            local answer = redis.call('scan', cursor, 'count', 1000)
            cursor = answer[1]
            for _, name in ipairs(answer[2]) do names[#names + 1] = name end
        until cursor == '0'
        table.sort(names)
        local digest = ''
        for _, name in ipairs(names) do digest = redis.sha1hex(digest .. name .. redis.call('dump', name)) end
        return digest
        """, "0");
}
