using AIKernel.TestKit.Catalog;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>Which tags the statements of somebody with psql journal: exactly these, in one row a statement and table.</summary>
public sealed class JournalTriggerTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private const string Hash = "repeat('0', 64)";

    [Fact]
    public async Task An_insert_journals_the_resource_its_name_its_kind_and_its_edges()
    {
        var (id, ns) = (Guid.NewGuid(), Sample.Namespace());
        Assert.Equal([Row($"resource:{id}", $"ref:model:{ns}/mixed", "kind:model", "resources", $"edges:{id}", "edges")],
            await JournalledAsync($"insert into catalog.resources (id, kind, namespace, name, title, content_hash) values ('{id}', 'model', '{ns}', 'MiXed', 't', {Hash})"));
    }

    [Fact]
    public async Task An_update_of_a_description_leaves_edges_alone()
    {
        var (a, _, ns) = await PairAsync();
        Assert.Equal([Row($"resource:{a}", $"ref:model:{ns}/a", "kind:model", "resources")],
            await JournalledAsync($"update catalog.resources set description = 'new' where id = '{a}'"));
    }

    [Fact]
    public async Task An_update_of_a_title_touches_the_answers_about_its_own_edges()
    {
        var (a, _, ns) = await PairAsync();
        Assert.Equal([Row($"resource:{a}", $"ref:model:{ns}/a", "kind:model", "resources", $"edges:{a}", "edges")],
            await JournalledAsync($"update catalog.resources set title = 'new' where id = '{a}'"));
    }

    [Theory]
    [InlineData("name = 'Renamed'", "ref:model:{ns}/renamed")]
    [InlineData("namespace = 'elsewhere'", "ref:model:elsewhere/a")]
    [InlineData("deleted_at = now()", null)]
    public async Task What_neighbours_show_of_it_touches_their_edges_too(string change, string? newReference)
    {
        var (a, b, ns) = await PairAsync();
        string[] expected = [$"resource:{a}", $"ref:model:{ns}/a", "kind:model", "resources", $"edges:{a}", $"edges:{b}", "edges"];
        if (newReference is not null) expected = [.. expected, newReference.Replace("{ns}", ns, StringComparison.Ordinal)];
        Assert.Equal([Row(expected)], await JournalledAsync($"update catalog.resources set {change} where id = '{a}'"));
        await database.ExecuteAsync($"delete from catalog.resources where id = '{a}'");
    }

    [Fact]
    public async Task A_restore_touches_the_edges_of_both_sides()
    {
        var (a, b, ns) = await PairAsync();
        await database.ExecuteAsync($"update catalog.resources set deleted_at = now() where id = '{b}'");
        Assert.Equal([Row($"resource:{b}", $"ref:model:{ns}/b", "kind:model", "resources", $"edges:{a}", $"edges:{b}", "edges")],
            await JournalledAsync($"update catalog.resources set deleted_at = null where id = '{b}'"));
    }

    [Fact]
    public async Task An_update_of_kind_or_id_touches_the_old_and_the_new_one()
    {
        var (a, b, ns) = await PairAsync();
        Assert.Equal([Row($"resource:{a}", $"ref:model:{ns}/a", $"ref:tool:{ns}/a", "kind:model", "kind:tool", "resources", $"edges:{a}", $"edges:{b}", "edges")],
            await JournalledAsync($"update catalog.resources set kind = 'tool' where id = '{a}'"));
        var (old, next) = (await InsertAsync(ns, "moves"), Guid.NewGuid());
        Assert.Equal([Row($"resource:{old}", $"resource:{next}", $"ref:model:{ns}/moves", "kind:model", "resources", $"edges:{old}", $"edges:{next}", "edges")],
            await JournalledAsync($"update catalog.resources set id = '{next}' where id = '{old}'"));
    }

    [Fact]
    public async Task A_delete_takes_versions_and_edges_along_and_journals_all_of_them()
    {
        var (a, b, ns) = await PairAsync();
        var edge = (await database.QueryAsync<Guid>($"select id from catalog.relationships where source = '{a}'"))[0];
        var rows = await JournalledAsync($"delete from catalog.resources where id = '{a}'");
        Assert.Equal(
            Row($"resource:{a}", $"ref:model:{ns}/a", "kind:model", "resources", $"edges:{a}", $"edges:{b}", "edges", $"relationship:{edge}", $"versions:{a}"),
            Row([.. rows.SelectMany(static row => row.Split(' ')).Distinct()]));
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task A_delete_of_many_with_their_edges_is_still_one_row_a_table()
    {
        var ns = Sample.Namespace();
        await InsertManyAsync(ns, 300);
        await database.ExecuteAsync(
            $"""
            insert into catalog.relationships (id, source, type, target) select gen_random_uuid(), a.id, 'uses', b.id
            from catalog.resources a join catalog.resources b on a.namespace = '{ns}' and b.namespace = '{ns}' and a.name < b.name and right(a.name, 1) = right(b.name, 1)
            """);
        Assert.Equal(2, (await JournalledAsync($"delete from catalog.resources where namespace = '{ns}'")).Count);
    }

    [Theory]
    [InlineData("update catalog.resources set title = 'x' where false")]
    [InlineData("delete from catalog.resources where false")]
    [InlineData("insert into catalog.relationships select * from catalog.relationships where false")]
    [InlineData("update catalog.resource_versions set title = 'x' where false")]
    [InlineData("delete from catalog.resource_versions where false")]
    [InlineData("update catalog.relationships set properties = '{}' where false")]
    [InlineData("delete from catalog.relationships where false")]
    public async Task A_statement_without_rows_journals_nothing(string sql) => Assert.Empty(await JournalledAsync(sql));

    [Fact]
    public async Task An_upsert_journals_what_it_inserts_and_what_it_updates_each_in_a_row()
    {
        var ns = Sample.Namespace();
        var (old, next) = (await InsertAsync(ns, "old"), Guid.NewGuid());
        string Upsert(string action) =>
            $"""
            insert into catalog.resources (id, kind, namespace, name, title, content_hash)
            values ('{Guid.NewGuid()}', 'model', '{ns}', 'OLD', 'x', {Hash}), ('{next}', 'model', '{ns}', 'new', 'x', {Hash})
            on conflict (key) where deleted_at is null do {action}
            """;
        var inserted = Row($"resource:{next}", $"ref:model:{ns}/new", "kind:model", "resources", $"edges:{next}", "edges");
        Assert.Equal([inserted], await JournalledAsync(Upsert("nothing")));
        Assert.Empty(await JournalledAsync(Upsert("nothing")));
        await database.ExecuteAsync($"delete from catalog.resources where id = '{next}'");
        Assert.Equal(
            new[] { inserted, Row($"resource:{old}", $"ref:model:{ns}/old", "kind:model", "resources") }.Order(StringComparer.Ordinal),
            await JournalledAsync(Upsert("update set description = 'x'")));
    }

    [Fact]
    public async Task A_thousand_resources_are_named_and_one_more_are_not()
    {
        var ns = Sample.Namespace();
        var narrow = Assert.Single(await JournalledAsync(InsertManySql(ns, 1000, "a")));
        Assert.Equal(3003, narrow.Split(' ').Length);
        string[] wide = [Row("resources:*", "resources", "edges:*", "edges")];
        Assert.Equal(wide, await JournalledAsync(InsertManySql(ns, 1001, "b")));
        Assert.Equal(wide, await JournalledAsync($"update catalog.resources set description = 'x' where namespace = '{ns}' and name ~ '^b'"));
        Assert.Equal(1002 + 1000, (await JournalledAsync($"update catalog.resources set description = 'x' where namespace = '{ns}' and name ~ '^a'")).Single().Split(' ').Length);
        Assert.Equal(wide, await JournalledAsync($"delete from catalog.resources where namespace = '{ns}'"));
    }

    [Fact]
    public async Task A_hub_with_more_than_a_thousand_neighbours_is_named_but_its_neighbours_are_not()
    {
        var ns = Sample.Namespace();
        await InsertManyAsync(ns, 1001);
        var hub = await InsertAsync(ns, "hub");
        Assert.Equal([Row("edges:*", "edges")], await JournalledAsync(
            $"insert into catalog.relationships (id, source, type, target) select gen_random_uuid(), id, 'uses', '{hub}' from catalog.resources where namespace = '{ns}' and name <> 'hub'"));
        Assert.Equal([Row($"resource:{hub}", $"ref:model:{ns}/hub", $"ref:model:{ns}/moved", "kind:model", "resources", "edges:*", "edges")],
            await JournalledAsync($"update catalog.resources set name = 'moved' where id = '{hub}'"));
    }

    [Fact]
    public async Task Versions_journal_their_resource()
    {
        var (a, _, ns) = await PairAsync();
        Assert.Equal([Row($"versions:{a}")], await JournalledAsync(
            $"insert into catalog.resource_versions select resource_id, 2, kind, namespace, name, title, description, owner, lifecycle, tags, labels, links, spec, changed_fields, content_hash, created_at from catalog.resource_versions where resource_id = '{a}'"));
        Assert.Equal([Row($"versions:{a}")], await JournalledAsync($"update catalog.resource_versions set title = 'x' where resource_id = '{a}'"));
        Assert.Equal([Row($"versions:{a}")], await JournalledAsync($"delete from catalog.resource_versions where resource_id = '{a}' and number = 2"));
        await InsertManyAsync(ns, 1001);
        Assert.Equal([Row("versions:*")], await JournalledAsync(
            $"insert into catalog.resource_versions select id, 1, kind, namespace, name, title, description, owner, lifecycle, tags, labels, links, spec, '{{}}', content_hash, created_at from catalog.resources where namespace = '{ns}' and name ~ '^n'"));
    }

    [Fact]
    public async Task An_edge_journals_itself_and_its_old_and_new_ends()
    {
        var (a, b, ns) = await PairAsync();
        var (c, edge) = (await InsertAsync(ns, "c"), Guid.NewGuid());
        Assert.Equal([Row($"relationship:{edge}", $"edges:{b}", $"edges:{c}", "edges")],
            await JournalledAsync($"insert into catalog.relationships (id, source, type, target) values ('{edge}', '{b}', 'uses', '{c}')"));
        Assert.Equal([Row($"relationship:{edge}", $"edges:{a}", $"edges:{b}", $"edges:{c}", "edges")],
            await JournalledAsync($"update catalog.relationships set source = '{a}' where id = '{edge}'"));
        Assert.Equal([Row($"relationship:{edge}", $"edges:{a}", $"edges:{c}", "edges")],
            await JournalledAsync($"delete from catalog.relationships where id = '{edge}'"));
    }

    private static string Row(params string[] tags) => string.Join(' ', tags.Order(StringComparer.Ordinal));

    /// <summary>What the statement journals: a sorted line of tags for each row, in the order of these lines.</summary>
    private async Task<List<string>> JournalledAsync(string sql)
    {
        await database.ExecuteAsync("delete from journal.entries");
        await database.ExecuteAsync(sql);
        Assert.True((await database.QueryAsync<long>("select count(distinct xid::text) from journal.entries"))[0] <= 1);
        var rows = await database.QueryAsync<string[]>("select tags from journal.entries");
        Assert.All(rows, static tags => Assert.Equal(tags.Length, tags.Distinct().Count()));
        return [.. rows.Select(Row).Order(StringComparer.Ordinal)];
    }

    private async Task<Guid> InsertAsync(string ns, string name) => (await database.QueryAsync<Guid>(
        $"insert into catalog.resources (id, kind, namespace, name, title, content_hash) values (gen_random_uuid(), 'model', '{ns}', '{name}', 't', {Hash}) returning id"))[0];

    private Task<int> InsertManyAsync(string ns, int count) => database.ExecuteAsync(InsertManySql(ns, count, "n"));

    private static string InsertManySql(string ns, int count, string prefix) =>
        $"insert into catalog.resources (id, kind, namespace, name, title, content_hash) select gen_random_uuid(), 'model', '{ns}', '{prefix}' || i, 't', {Hash} from generate_series(1, {count}) i";

    /// <summary>a uses b; a has a version.</summary>
    private async Task<(Guid A, Guid B, string Namespace)> PairAsync()
    {
        var ns = Sample.Namespace();
        var (a, b) = (await InsertAsync(ns, "a"), await InsertAsync(ns, "b"));
        await database.ExecuteAsync($"insert into catalog.relationships (id, source, type, target) values (gen_random_uuid(), '{a}', 'uses', '{b}')");
        await database.ExecuteAsync(
            $"insert into catalog.resource_versions select id, 1, kind, namespace, name, title, description, owner, lifecycle, tags, labels, links, spec, '{{}}', content_hash, created_at from catalog.resources where id = '{a}'");
        return (a, b, ns);
    }
}
