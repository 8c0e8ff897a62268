using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.LocalServers;

public sealed class RedisServerTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("tests");

    public void Dispose() => TemporaryFolder.Remove(_folder);

    [Fact]
    public async Task It_answers_to_its_password_alone()
    {
        await using var server = await StartAsync();

        Assert.Equal($"127.0.0.1:{server.Port},password={server.Password}", server.ConnectionString);
        Assert.Contains("NOAUTH", await AskAsync(server.Port, "PING\r\nQUIT\r\n"), StringComparison.Ordinal);
        Assert.Contains("+PONG", await SayAsync(server, "PING"), StringComparison.Ordinal);
        Assert.DoesNotContain(ProcessTable.Arguments(server.ProcessId), word => word.Contains(server.Password, StringComparison.Ordinal));
        Assert.DoesNotContain(server.Password, await File.ReadAllTextAsync(server.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_kill_it_comes_back_empty_on_the_same_port()
    {
        await using var server = await StartAsync();
        await SayAsync(server, "SET k v");
        await SayAsync(server, "SAVE");
        var (port, killed) = (server.Port, server.ProcessId);

        await server.KillAsync();
        Assert.False(ProcessTable.IsAlive(killed));
        await server.StartAgainAsync();

        Assert.Equal(port, server.Port);
        Assert.Contains("$-1", await SayAsync(server, "GET k"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_come_back_as_it_was_at_the_last_save()
    {
        await using var server = await StartAsync();
        await SayAsync(server, "SET k old");
        await SayAsync(server, "SAVE");
        await SayAsync(server, "SET k new");

        await server.StopAsync();
        await server.StartAgainAsync(empty: false);

        Assert.Contains("old", await SayAsync(server, "GET k"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_durable_one_evicts_nothing_and_starts_with_all_it_took()
    {
        var options = new RedisServerOptions { Directory = _folder, Durable = true };
        await using (var server = await RedisServer.StartAsync(options))
        {
            Assert.Contains("noeviction", await SayAsync(server, "CONFIG GET maxmemory-policy"), StringComparison.Ordinal);
            await SayAsync(server, "SET k v");
            await server.KillAsync();
        }

        await using var later = await RedisServer.StartAsync(options);
        Assert.Contains("$1\r\nv", await SayAsync(later, "GET k"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_server_answers_nothing_until_it_is_resumed()
    {
        await using var server = await StartAsync();
        server.Pause();
        var answer = SayAsync(server, "PING");
        Assert.False(ProcessTable.IsRunning(server.ProcessId));
        Assert.False(answer.IsCompleted);

        server.Resume();
        Assert.Contains("+PONG", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_left_running_by_a_crashed_process_is_stopped_by_the_next_start()
    {
        var folder = new RedisFolder(_folder);
        folder.Empty();
        folder.Configure(new() { Directory = _folder }, FreePort.Next());
        var binary = await RedisBinary.FindAsync(default);
        var orphan = await ServerProcess.StartAsync(new LaunchPlan(binary.Path, [folder.ConfigurationFile], folder.LogFile));
        await ServerProcess.UntilAsync(() => File.Exists(Path.Combine(_folder, "redis.pid")), default);

        await using var server = await StartAsync();
        Assert.True(orphan.HasExited);
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_another_living_process_does_not_hurt_that_process()
    {
        using var bystander = Process.Start("sleep", "600")!;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "redis.pid"), $"{bystander.Id}\n");
            await using var server = await StartAsync();
            Assert.False(bystander.HasExited);
        }
        finally
        {
            bystander.Kill();
        }
    }

    [Fact]
    public async Task A_named_port_that_is_taken_is_refused_with_the_servers_own_words()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;

        var fault = await Assert.ThrowsAsync<LocalServerException>(
            () => RedisServer.StartAsync(new() { Directory = _folder, Port = port }));
        Assert.Contains("Address already in use", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_server_is_refused_by_name()
    {
        var old = new RedisBinary("/opt/redis-server", RedisBinary.MajorOf("Redis server v=5.0.14 sha=0"));
        var fault = Assert.Throws<LocalServerException>(() => RedisBinary.Choose([old]));
        Assert.Contains("5 at /opt/redis-server", fault.Message, StringComparison.Ordinal);

        var good = new RedisBinary("/usr/bin/redis-server", RedisBinary.MajorOf("Redis server v=7.0.15 sha=0"));
        Assert.Equal(good, RedisBinary.Choose([old, good]));
    }

    [Fact]
    public void A_link_that_leads_nowhere_and_a_file_that_may_not_run_are_no_programs()
    {
        var (link, text) = (Path.Combine(_folder, "link"), Path.Combine(_folder, "text"));
        File.CreateSymbolicLink(link, Path.Combine(_folder, "gone"));
        File.WriteAllText(text, "");

        Assert.False(Programs.CanRun(link));
        Assert.False(Programs.CanRun(text));
        Assert.True(Programs.CanRun("/bin/sh"));
    }

    private Task<RedisServer> StartAsync() => RedisServer.StartAsync(new() { Directory = _folder });

    private static Task<string> SayAsync(RedisServer server, string command) =>
        AskAsync(server.Port, $"AUTH {server.Password}\r\n{command}\r\nQUIT\r\n");

    private static async Task<string> AskAsync(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
