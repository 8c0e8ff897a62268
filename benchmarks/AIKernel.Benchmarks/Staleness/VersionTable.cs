using System.Collections.Concurrent;
using System.Diagnostics;
using AIKernel.Benchmarks.Samples;
using Npgsql;

namespace AIKernel.Benchmarks.Staleness;

/// <summary>
/// A table of versions in PostgreSQL whose changes are journalled, with a memory of when each version was committed: so
/// any value that is served can be told how long ago it was superseded.
/// </summary>
internal sealed class VersionTable(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<(Guid Id, long Version), long> _committed = new();

    public async Task CreateAsync(Guid[] ids)
    {
        await using var command = database.CreateCommand("drop table if exists cut_off; create table cut_off (id uuid primary key, version bigint not null)");
        await command.ExecuteNonQueryAsync();
        await using var insert = database.CreateCommand("insert into cut_off select id, 1 from unnest($1) as id");
        insert.Parameters.Add(new() { Value = ids });
        await insert.ExecuteNonQueryAsync();
    }

    /// <summary>Raises the version and journals it, in one transaction; true when it is committed.</summary>
    public async ValueTask<bool> ChangeAsync(Guid id)
    {
        const string Statement = "with changed as (update cut_off set version = version + 1 where id = $1 returning version) select version, journal.append(array['item:' || $1]) from changed";
        await using var command = database.CreateCommand(Statement);
        command.Parameters.Add(new() { Value = id });
        await using (var reader = await command.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            var version = reader.GetInt64(0);
            await reader.CloseAsync();
            _committed[(id, version)] = Stopwatch.GetTimestamp();
        }
        return true;
    }

    public async ValueTask<Item> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select version from cut_off where id = $1");
        command.Parameters.Add(new() { Value = id });
        return Items.Small(id, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>How long, when the read began, this version had been superseded; zero when it had not.</summary>
    public TimeSpan Age(Item item, long readBegan) =>
        _committed.TryGetValue((item.Id, item.Version + 1), out var superseded) && superseded < readBegan ? Stopwatch.GetElapsedTime(superseded, readBegan) : TimeSpan.Zero;
}
