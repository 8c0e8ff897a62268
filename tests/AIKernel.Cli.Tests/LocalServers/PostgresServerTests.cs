using System.Diagnostics;
using AIKernel.LocalServers;
using Npgsql;

namespace AIKernel.Cli.Tests.LocalServers;

public sealed class PostgresServerTests : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("tests");

    public void Dispose() => TemporaryFolder.Remove(_folder);

    [Fact]
    public async Task Committed_rows_survive_a_stop_a_kill_and_a_new_object_over_the_same_folder()
    {
        string password;
        await using (var server = await StartAsync())
        {
            await ExecuteAsync(server, "CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
            await server.StopAsync();
            await server.StartAgainAsync();
            await ExecuteAsync(server, "INSERT INTO t VALUES (2)");

            var (port, killed) = (server.Port, server.ProcessId);
            await server.KillAsync();
            Assert.False(ProcessTable.IsAlive(killed));
            await server.StartAgainAsync();
            Assert.Equal(port, server.Port);
            Assert.NotEqual(killed, server.ProcessId);
            Assert.Equal(3L, await ScalarAsync(server, "SELECT sum(n) FROM t"));
            password = new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!;
        }

        await using var later = await StartAsync();
        Assert.Equal(3L, await ScalarAsync(later, "SELECT sum(n) FROM t"));
        Assert.Equal(password, new NpgsqlConnectionStringBuilder(later.ConnectionString).Password);
    }

    [Fact]
    public async Task The_database_is_utf8_and_only_loopback_and_the_password_open_it()
    {
        await using var server = await StartAsync();

        Assert.Equal("aikernel", await ScalarAsync(server, "SELECT current_database()"));
        Assert.Equal("UTF8", await ScalarAsync(server, "SHOW server_encoding"));
        Assert.Equal("C.UTF-8", await ScalarAsync(server, "SELECT datcollate::text FROM pg_database WHERE datname = 'aikernel'"));
        Assert.Equal("127.0.0.1", await ScalarAsync(server, "SHOW listen_addresses"));
        Assert.Equal("", await ScalarAsync(server, "SHOW unix_socket_directories"));

        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false };
        await using var intruder = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => intruder.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task The_password_is_in_no_argument_and_no_log()
    {
        await using var server = await StartAsync();
        var password = new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!;

        Assert.Equal(32, password.Length);
        Assert.DoesNotContain(ProcessTable.Arguments(server.ProcessId), word => word.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(password, await File.ReadAllTextAsync(server.LogFile), StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder, "postgres.password")));
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_another_living_process_does_not_stop_the_start_or_hurt_that_process()
    {
        string data;
        await using (var server = await StartAsync())
            data = server.DataDirectory;

        using var bystander = Process.Start("sleep", "600")!;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(data, "postmaster.pid"), $"{bystander.Id}\n{data}\n1700000000\n1\n\n127.0.0.1\n1 1\nready\n");
            await using var later = await StartAsync();
            Assert.Equal(1, await ScalarAsync(later, "SELECT 1"));
            Assert.False(bystander.HasExited);
        }
        finally
        {
            bystander.Kill();
        }
    }

    [Fact]
    public async Task A_server_left_running_by_a_crashed_process_is_stopped_by_the_next_start()
    {
        await using (var server = await StartAsync())
            await ExecuteAsync(server, "CREATE TABLE t (n int); INSERT INTO t VALUES (7)");

        var folder = new PostgresFolder(_folder);
        var cluster = new PostgresCluster(folder, await PostgresBinaries.FindAsync(folder.DataMajor, default));
        var orphan = await ServerProcess.StartAsync(cluster.Launch(new() { Directory = _folder }, FreePort.Next()));
        await ServerProcess.UntilAsync(() => PostgresPidFile.IsReady(folder.Data, orphan.Id), default);

        await using var later = await StartAsync();
        Assert.True(orphan.HasExited);
        Assert.Equal(7, await ScalarAsync(later, "SELECT n FROM t"));
    }

    [Fact]
    public async Task A_paused_server_answers_nothing_until_it_is_resumed()
    {
        await using var server = await StartAsync();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();

        server.Pause();
        await using var command = new NpgsqlCommand("SELECT 42", connection);
        var answer = command.ExecuteScalarAsync();
        Assert.All(
            ProcessTable.ChildrenOf(server.ProcessId).Append(server.ProcessId),
            id => Assert.False(ProcessTable.IsRunning(id)));
        Assert.False(answer.IsCompleted);

        server.Resume();
        Assert.Equal(42, await answer);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_the_server_in_it_goes_on()
    {
        await using var server = await StartAsync();
        var refusal = await Assert.ThrowsAsync<LocalServerException>(() => StartAsync());

        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task Data_that_was_not_made_here_is_refused_and_left_alone()
    {
        var precious = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, "precious");
        await File.WriteAllTextAsync(precious, "mine");

        await Assert.ThrowsAsync<LocalServerException>(() => StartAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(precious));
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_reported_with_its_own_words_and_leaves_nothing_running()
    {
        var fault = await Assert.ThrowsAsync<LocalServerException>(() => PostgresServer.StartAsync(new()
        {
            Directory = _folder,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "nonsense" },
        }));

        Assert.Contains("shared_buffers", fault.Message, StringComparison.Ordinal);
        await using var again = await StartAsync();
        Assert.Equal(1, await ScalarAsync(again, "SELECT 1"));
    }

    [Fact]
    public async Task An_initialisation_that_was_cut_short_is_done_again()
    {
        PrivateFile.Write(Path.Combine(_folder, "postgres.password"), "half");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, "PG_VERSION"), "15");

        await using var server = await StartAsync();
        Assert.Equal(1, await ScalarAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_closed_to_the_servers_user_gets_its_data_elsewhere_and_erasing_removes_both()
    {
        var closed = Directory.CreateDirectory(Path.Combine(_folder, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var folder = Path.Combine(closed.FullName, "pg");
        string data;
        await using (var server = await PostgresServer.StartAsync(new() { Directory = folder }))
        {
            data = server.DataDirectory;
            Assert.Equal(Signals.IsRoot, data.StartsWith("/var/tmp/aikernel-", StringComparison.Ordinal));
            await ExecuteAsync(server, "CREATE TABLE t ()");
        }

        await using (var later = await PostgresServer.StartAsync(new() { Directory = folder }))
            await ExecuteAsync(later, "DROP TABLE t");

        await PostgresServer.EraseAsync(folder);
        Assert.False(Directory.Exists(data));
        Assert.False(Path.Exists(Path.Combine(folder, "data")));
    }

    [Fact]
    public async Task A_temporary_server_leaves_nothing_behind()
    {
        string data;
        int id;
        await using (var server = await PostgresServer.StartTemporaryAsync())
            (data, id) = (server.DataDirectory, server.ProcessId);

        Assert.False(ProcessTable.IsAlive(id));
        Assert.False(Directory.Exists(Path.GetDirectoryName(data)));
    }

    private Task<PostgresServer> StartAsync() => PostgresServer.StartAsync(new() { Directory = _folder, MaxConnections = 20 });

    private static async Task ExecuteAsync(PostgresServer server, string sql) => await ScalarAsync(server, sql);

    private static async Task<object?> ScalarAsync(PostgresServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
