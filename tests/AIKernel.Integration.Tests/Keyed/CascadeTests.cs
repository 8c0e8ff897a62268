using AIKernel.Caching.Postgres;
using AIKernel.Caching.Postgres.Keyed;
using AIKernel.Caching.Strategies;
using AIKernel.Integration.Tests.Http.Harness;
using Npgsql;

namespace AIKernel.Integration.Tests.Keyed;

/// <summary>Many values that end together with what depends on them: what that costs the database, in blocks of its indexes and looks into them.</summary>
public sealed class CascadeTests : IAsyncLifetime
{
    private const int Many = 2_000;

    private string _database = "";
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        _database = await HttpFixture.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database);
        await PostgresJournalSchema.ApplyAsync(_source, default);
        await PostgresKeyedSchema.ApplyAsync(_source, default);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Each_value_that_ends_looks_once_for_what_was_made_from_it_however_many_there_are()
    {
        // In circles of three; each value is ended once.
        await RunAsync("base:' || i", "array['last:' || i]");
        await RunAsync("next:' || i", "array['base:' || i]");
        await RunAsync("last:' || i", "array['next:' || i, 'base:' || i]");
        await RunAsync("apart:' || i", "array['elsewhere:' || i]");

        await QueryAsync("select pg_stat_reset()");
        Assert.Equal(3 * Many, await RemoveAsync(new([], [], [KeyPattern.OfPrefix("base:")]), static _ => []));

        Assert.Equal(Many, await LeftAsync());
        Assert.InRange(await BlocksAsync("entries_by_dependency") / (3.0 * Many), 1, 20);
        Assert.InRange(await ScansOfPatternsAsync(), 0, 10);
    }

    [Fact]
    public async Task Each_value_that_ends_looks_once_for_what_depends_on_it_by_rule_however_many_there_are()
    {
        await RunAsync("base:' || i", "'{}'");
        await RunAsync("made:' || i", "'{}'");
        await RunAsync("made:' || i || ':part'", "'{}'");
        await RunAsync("made:' || i || '0x'", "'{}'");

        await QueryAsync("select pg_stat_reset()");
        Assert.Equal(3 * Many, await RemoveAsync(new([], [], [KeyPattern.OfPrefix("base:")]), static key =>
            key.StartsWith("base:", StringComparison.Ordinal) ? [KeyPattern.OfKey("made:" + key[5..]), KeyPattern.OfPrefix($"made:{key[5..]}:")] : []));

        Assert.Equal(Many, await LeftAsync());
        Assert.InRange(await BlocksAsync("entries_pkey") / (3.0 * Many), 1, 40);
        Assert.InRange(await ScansOfPatternsAsync(), 0, 10);
    }

    [Fact]
    public async Task The_indexes_of_a_database_of_before_are_brought_up_to_date()
    {
        const string Indexes = "select string_agg(indexdef, ' ' order by indexname) from pg_indexes where schemaname = 'keyed'";
        var now = await QueryAsync(Indexes);
        await QueryAsync("alter index keyed.entries_by_dependency reset (fastupdate)");
        await QueryAsync("drop index keyed.entries_by_pattern");
        await QueryAsync("create index entries_by_pattern on keyed.entries using gin (key gin_trgm_ops)");
        Assert.NotEqual(now, await QueryAsync(Indexes));
        await PostgresKeyedSchema.ApplyAsync(_source, default);
        Assert.Equal(now, await QueryAsync(Indexes));
    }

    [Fact]
    public async Task A_rule_ends_what_is_like_its_pattern_and_nothing_beside_it()
    {
        string[] keys =
        [
            "a", "A", "a:", "a:1", "a:12", "a;", "a9", "a_", "ab", "a%", "a%b", "a\\", "a\\b", "a:\u0001", "a\u0001", "a:\uD7FF", "a:\uD7FF!", "a:\uE000", "a:\U00010000", "a:\U0010FFFF", "a:\U0010FFFFz",
            "b", "\u00E4", "\U0010FFFF", "\U0010FFFFx", "\U0010FFFF\U0010FFFF",
        ];
        KeyPattern[] patterns = [.. keys.Select(KeyPattern.OfKey), .. keys.Select(KeyPattern.OfPrefix), .. new[] { "a?", "*1", "a*2", "?", "*" }.Select(KeyPattern.OfGlob)];
        foreach (var pattern in patterns)
        {
            await QueryAsync("insert into keyed.entries (key, value, expires_at, sequence) select key, '1', now() + '1 hour', 1 from unnest($1) k (key) on conflict (key) do update set value = '1', expires_at = excluded.expires_at, sequence = 1", (object)keys);
            var like = (string[])(await QueryAsync("select array(select key from keyed.entries where key like $1 order by key)", pattern.Like))!;
            await new PostgresKeyedStore(_source).RemoveAsync(new(["anything"], [], []), key => key == "anything" ? [pattern] : [], null, TimeProvider.System.GetUtcNow(), default);
            Assert.Equal(like, (string[])(await QueryAsync("select array(select key from keyed.entries where value is null order by key)"))!);
        }
    }

    /// <summary>Through connections of its own, whose counts are in the statistics when they are closed.</summary>
    private async Task<long> RemoveAsync(KeyedSelection selection, Func<string, IEnumerable<KeyPattern>> dependents)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        return await new PostgresKeyedStore(source).RemoveAsync(selection, dependents, null, TimeProvider.System.GetUtcNow(), default);
    }

    private Task RunAsync(string key, string dependencies) => QueryAsync(
        $"insert into keyed.entries (key, value, depends_on, expires_at, sequence) select '{key}, '1', {dependencies}, now() + '1 hour', 1 from generate_series(1, {Many}) i");

    private async Task<long> LeftAsync() => (long)(await QueryAsync("select count(*) from keyed.entries where value is not null"))!;

    private async Task<long> BlocksAsync(string index)
    {
        await Eventually.HoldsAsync(async () => (long)(await QueryAsync("select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"))! == 1, "the other connections are closed");
        return (long)(await QueryAsync($"select idx_blks_read + idx_blks_hit from pg_statio_user_indexes where indexrelname = '{index}'"))!;
    }

    /// <summary>The index of parts of keys takes long to answer: it is for the selection's own pattern, not for each value.</summary>
    private async Task<long> ScansOfPatternsAsync() => (long)(await QueryAsync("select idx_scan from pg_stat_user_indexes where indexrelname = 'entries_by_pattern'"))!;

    private async Task<object?> QueryAsync(string sql, params object[] parameters)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteScalarAsync();
    }
}
