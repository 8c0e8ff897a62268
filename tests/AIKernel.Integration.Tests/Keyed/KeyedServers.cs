using System.Net;
using System.Net.Sockets;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Sessions;
using AIKernel.Integration.Tests.Topologies;
using Npgsql;
using StackExchange.Redis;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Servers of one test's own: what waits in the log, and what is in the database, is counted there.</summary>
/// <param name="state">Servers for state that others use before and after; null for one of its own.</param>
internal sealed class KeyedServers(Topology? state)
{
    private const string Log = "aikernel_:{keyed:behind}:";

    private readonly StateServers _servers = new(state);
    private ConnectionMultiplexer _state = null!;
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _state = await _servers.StateForm.ConnectAsync();
        _source = NpgsqlDataSource.Create(_servers.Database);
    }

    public async Task DisposeAsync()
    {
        await _state.DisposeAsync();
        await _source.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>A node; with an empty value a setting is left out.</summary>
    public Task<CatalogHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["Caching:Redis:ConnectionString"] = _servers.Cache.ConnectionString };
        foreach (var (name, value) in _servers.StateForm.Settings("State:Redis").Concat(settings))
            if (value.Length == 0) all.Remove(name);
            else all[name] = value;
        return new CatalogHost(_servers.Database, all).ReadyAsync();
    }

    /// <summary>The same for a process of its own, with the port it will listen on.</summary>
    public (int Port, (string, string)[] Environment) Environment(params (string, string)[] settings)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return (port,
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("ConnectionStrings__Catalog", _servers.Database), ("Caching__Redis__ConnectionString", _servers.Cache.ConnectionString),
            .. _servers.StateForm.Settings("State:Redis").Select(static one => (one.Name.Replace(":", "__", StringComparison.Ordinal), one.Value)), ("WarmUp__Enabled", "false"), .. settings,
        ]);
    }

    public Task<long> WaitingAsync() => _state.GetDatabase().StreamLengthAsync(Log + "stream");

    public Task<StreamEntry[]> DeadAsync() => _state.GetDatabase().StreamRangeAsync(Log + "dead");

    public async Task<string> StoredAsync(string key)
    {
        await using var command = _source.CreateCommand("select value::text from keyed.entries where key = $1");
        command.Parameters.Add(new() { Value = key });
        return await command.ExecuteScalarAsync() as string ?? "none";
    }

    public async Task<int> StoredCountAsync()
    {
        await using var command = _source.CreateCommand("select count(*) from keyed.entries where value is not null");
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<int>> StoredNumbersAsync()
    {
        await using var command = _source.CreateCommand("select value::text::int from keyed.entries where key like 'n:%'");
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<int>();
        while (await reader.ReadAsync()) numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
