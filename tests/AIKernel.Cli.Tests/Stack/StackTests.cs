using System.Net;
using System.Net.Sockets;
using AIKernel.Cli.Stack;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.Stack;

public sealed class StackTests : IDisposable
{
    private const string Item = "api/v1/resources/by-ref?ref=agent:fennel/support-assistant";
    private readonly string _folder = TemporaryFolder.Create("stack");
    private readonly HttpClient _client = new();

    private string State => Path.Combine(_folder, "state");

    public void Dispose()
    {
        _client.Dispose();
        TemporaryFolder.Remove(_folder);
    }

    [Fact]
    public async Task Two_nodes_serve_the_demo_and_stopping_leaves_nothing_but_the_data()
    {
        var port = FreePorts(2);
        await using var cli = await RunningCli.StartAsync(_folder, $"--port {port} --nodes 2 --state {State}");
        var stack = await cli.ReadyAsync(State);

        Assert.Equal([$"http://127.0.0.1:{port}", $"http://127.0.0.1:{port + 1}"], stack.Nodes.Select(node => node.Url));
        Assert.Contains("69 resources, 131 relationships, 12 new versions", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("assword", cli.Output, StringComparison.Ordinal);
        foreach (var node in stack.Nodes)
            Assert.Contains("Support assistant", await _client.GetStringAsync(new Uri($"{node.Url}/{Item}")), StringComparison.Ordinal);

        var (refused, reason) = await RunningCli.ResultAsync(_folder, $"--port {FreePorts(1)} --state {State}");
        Assert.Equal((1, true), (refused, reason.Contains("already active", StringComparison.Ordinal)));

        var demo = Path.Combine(AppContext.BaseDirectory, "demo", "catalog-updates-2.ndjson");
        var (imported, summary) = await RunningCli.ResultAsync(_folder, $"import {demo} --state {State}");
        Assert.Equal((0, true), (imported, summary.Contains("4 unchanged", StringComparison.Ordinal)));

        Assert.Equal(0, await cli.SignalAsync(Signal.Terminate));
        AssertGone(stack);
        Assert.False(File.Exists(Path.Combine(State, "stack.json")));
    }

    [Fact]
    public async Task A_stack_that_was_killed_takes_everything_with_it_and_the_next_start_has_its_data()
    {
        var words = $"--port {FreePorts(1)} --state {State}";
        await using (var cli = await RunningCli.StartAsync(_folder, words))
        {
            var stack = await cli.ReadyAsync(State);
            using var put = await _client.PutAsync(
                new Uri($"{stack.Nodes[0].Url}/api/v1/resources/by-ref?ref=tool:demo/hello"),
                new StringContent("""{"title":"Hello"}""", null, "application/json"));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            using var behind = await _client.PostAsync(
                new Uri($"{stack.Nodes[0].Url}/cache"),
                new StringContent("""{"key":"demo:behind","value":"kept","strategy":"write-behind"}""", null, "application/json"));
            Assert.True(behind.IsSuccessStatusCode, await behind.Content.ReadAsStringAsync());

            await cli.SignalAsync(Signal.Kill);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await ServerProcess.UntilAsync(() => !Processes(stack).Any(ProcessTable.IsAlive), limit.Token);
        }

        await using var later = await RunningCli.StartAsync(_folder, words);
        var second = await later.ReadyAsync(State);
        Assert.Contains("Hello", await _client.GetStringAsync(new Uri($"{second.Nodes[0].Url}/api/v1/resources/by-ref?ref=tool:demo/hello")), StringComparison.Ordinal);
        Assert.Contains("kept", await _client.GetStringAsync(new Uri($"{second.Nodes[0].Url}/cache/demo:behind")), StringComparison.Ordinal);
        Assert.DoesNotContain("Loaded the demo", later.Output, StringComparison.Ordinal);
        Assert.Equal(0, await later.SignalAsync(Signal.Interrupt));
        AssertGone(second);
    }

    [Fact]
    public async Task A_taken_port_is_named_and_nothing_is_started()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;

        var (exitCode, output) = await RunningCli.ResultAsync(_folder, $"--port {port} --state {State}");

        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {port} is taken", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(State, "postgres")));
    }

    [Fact]
    public async Task A_node_that_dies_at_its_start_is_quoted_and_the_servers_are_stopped()
    {
        var missing = Path.Combine(_folder, "missing.dll");

        var (exitCode, output) = await RunningCli.ResultAsync(_folder, $"--port {FreePorts(1)} --state {State}", missing);

        Assert.Equal(1, exitCode);
        Assert.Contains("Node 1 ended while starting", output, StringComparison.Ordinal);
        Assert.Contains("missing.dll", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(State, "postgres", "data", "postmaster.pid")));
        Assert.False(File.Exists(Path.Combine(State, "redis", "redis.pid")));
    }

    private static void AssertGone(StackFile stack) => Assert.DoesNotContain(Processes(stack), ProcessTable.IsAlive);

    private static IEnumerable<int> Processes(StackFile stack) =>
        [stack.Postgres.Pid!.Value, stack.Redis.Pid!.Value, stack.State!.Pid!.Value, .. stack.Nodes.Select(node => node.Pid)];

    // The first of so many free ports in a row.
    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = FreePort.Next();
            if (Enumerable.Range(first, count).All(FreePort.IsFree))
                return first;
        }
    }
}
