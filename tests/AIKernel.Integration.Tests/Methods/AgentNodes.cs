using AIKernel.Caching.Methods;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Topologies;
using AIKernel.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AIKernel.Integration.Tests.Methods;

/// <summary>Two hosts over one PostgreSQL and one Redis of their own, with a table and a service that AIKernel has never heard of.</summary>
public sealed class AgentNodes : IAsyncLifetime
{
    private const string Schema = """
        create schema ours;
        create table ours.agents (id uuid primary key, name text not null);
        create function ours.journal_agents() returns trigger language plpgsql as $$
        begin
            if tg_op = 'TRUNCATE' then perform journal.append(array['agents']);
            elsif tg_op = 'DELETE' then perform journal.append(array(select 'agent:' || id from before) || array['agents']);
            elsif tg_op = 'INSERT' then perform journal.append(array(select 'agent:' || id from after) || array['agents']);
            else perform journal.append(array(select 'agent:' || id from before union select 'agent:' || id from after) || array['agents']);
            end if;
            return null;
        end
        $$;
        create trigger journal_insert after insert on ours.agents referencing new table as after for each statement execute function ours.journal_agents();
        create trigger journal_update after update on ours.agents referencing old table as before new table as after for each statement execute function ours.journal_agents();
        create trigger journal_delete after delete on ours.agents referencing old table as before for each statement execute function ours.journal_agents();
        create trigger journal_truncate after truncate on ours.agents for each statement execute function ours.journal_agents();
        """;

    private readonly OneServer _redis = new();
    private PostgresServer _postgres = null!;

    public CatalogHost First { get; private set; } = null!;
    public CatalogHost Second { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Without autovacuum, whose transactions would hold the horizon back now and then and make a miss of a hit.
        var directory = Directory.CreateTempSubdirectory("aikernel-methods-").FullName;
        _postgres = await PostgresServer.StartAsync(new() { Directory = directory, Ephemeral = true, Settings = new Dictionary<string, string> { ["autovacuum"] = "off" } });
        await _redis.InitializeAsync();
        First = await StartAsync();
        Second = await StartAsync();
        await ExecuteAsync(Schema);
    }

    public async Task DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>A statement as somebody would type it.</summary>
    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }

    private Task<CatalogHost> StartAsync() => new CatalogHost(
        _postgres.ConnectionString,
        new() { ["Caching:Redis:ConnectionString"] = _redis.Server.ConnectionString, ["Caching:SharedTier:DeadlineMilliseconds"] = "2000" },
        static services => services.AddScoped<AgentSession>().AddScoped<IAgentService, AgentService>().AddCachedMethods<IAgentService>()).ReadyAsync();
}

internal sealed record Agent(Guid Id, string Name);

internal interface IAgentService
{
    [Cached("agent", 1800, Tags = ["agent:{id}", "agents"])]
    Task<Agent?> GetAsync(Guid id, CancellationToken cancellationToken);

    [Cached("agent", 60, Tags = ["agents"])]
    ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken cancellationToken);

    [Writes]
    Task RenameAsync(Guid id, string name, CancellationToken cancellationToken);
}

/// <summary>One connection a scope, as a database context has it.</summary>
internal sealed class AgentSession(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    public async Task<NpgsqlCommand> CommandAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        _connection ??= await source.OpenConnectionAsync(cancellationToken);
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return command;
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? default;
}

internal sealed class AgentService(AgentSession session) : IAgentService
{
    public async Task<Agent?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = await session.CommandAsync("select name from ours.agents where id = $1", cancellationToken, id);
        return await command.ExecuteScalarAsync(cancellationToken) is string name ? new(id, name) : null;
    }

    public async ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = await session.CommandAsync("select id, name from ours.agents order by name", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var agents = new List<Agent>();
        while (await reader.ReadAsync(cancellationToken)) agents.Add(new(reader.GetGuid(0), reader.GetString(1)));
        return agents;
    }

    public async Task RenameAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        await using var command = await session.CommandAsync("update ours.agents set name = $2 where id = $1", cancellationToken, id, name);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
