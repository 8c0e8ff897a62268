using AIKernel.Catalog;
using AIKernel.Catalog.Resources;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>What the repositories journal, and the positions they answer with.</summary>
public sealed class JournalOfWritesTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_position_of_a_write_is_the_id_under_which_it_is_journalled()
    {
        var result = await database.Bare.Resources.CreateAsync(Sample.Content(Sample.Namespace(), "a"), None);
        var xids = await database.QueryAsync<string>("select distinct xid::text from journal.entries where tags @> array[$1]", $"resource:{result.Value!.Id}");
        Assert.Equal($"{result.Position.Sequence}", Assert.Single(xids));
        Assert.Equal(result.Position.Epoch, unchecked((ulong)(await database.QueryAsync<long>("select journal.epoch()"))[0]));
    }

    [Fact]
    public async Task What_changes_nothing_journals_nothing_and_still_has_a_later_position()
    {
        var content = Sample.Content(Sample.Namespace(), "a");
        var created = await database.Bare.Resources.CreateAsync(content, None);
        await database.ExecuteAsync("delete from journal.entries");
        WriteResult<Resource>[] results =
        [
            await database.Bare.Resources.CreateAsync(content, None),
            await database.Bare.Resources.UpsertAsync(content, WriteCondition.Any, None),
            await database.Bare.Resources.UpdateAsync(created.Value!.Id, content, WriteCondition.Any, None),
            await database.Bare.Resources.UpdateAsync(created.Value.Id, content with { Title = "x" }, WriteCondition.RevisionIn([9]), None),
            await database.Bare.Resources.DeleteAsync(Guid.NewGuid(), WriteCondition.Any, None),
        ];
        Assert.Equal([WriteStatus.KeyExists, WriteStatus.Unchanged, WriteStatus.Unchanged, WriteStatus.PreconditionFailed, WriteStatus.NotFound], results.Select(r => r.Status));
        Assert.All(results, result => Assert.True(result.Position.Sequence > created.Position.Sequence));
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: false, None);
        await session.ApplyAsync(Sample.Lines([content]), None);
        Assert.True((await session.CompleteAsync(None)).Sequence > results[^1].Position.Sequence);
        Assert.Equal(0, (await database.QueryAsync<long>("select count(*) from journal.entries"))[0]);
    }

    [Fact]
    public async Task A_batch_journals_one_row_a_statement()
    {
        var ns = Sample.Namespace();
        await database.ExecuteAsync("delete from journal.entries");
        await using var session = await database.Bare.Bulk.BeginAsync(atomic: false, None);
        await session.ApplyAsync(Sample.Lines(Enumerable.Range(0, 200).Select(i => Sample.Content(ns, $"n{i}"))), None);
        await session.ApplyAsync([.. Enumerable.Range(1, 199).Select(i => Sample.Edge(i, Sample.Content(ns, $"n{i}"), "uses", Sample.Content(ns, "n0")))], None);
        Assert.Equal(3, (await database.QueryAsync<long>("select count(*) from journal.entries"))[0]); // resources, versions, relationships
    }

    [Fact]
    public async Task A_change_typed_by_hand_has_a_revision_of_its_own_and_is_not_taken_for_known_content()
    {
        var content = Sample.Content(Sample.Namespace(), "a");
        var created = (await database.Bare.Resources.CreateAsync(content, None)).Value!;
        await database.ExecuteAsync("update catalog.resources set title = 'typed' where id = $1", created.Id);
        var typed = (await database.Bare.Resources.GetAsync(created.Id, None))!;
        Assert.Equal(("typed", 2L), (typed.Title, typed.Revision));
        Assert.NotEqual(created.ContentHash, typed.ContentHash);
        Assert.True(typed.UpdatedAt >= created.UpdatedAt);
        await database.ExecuteAsync("update catalog.resources set deleted_at = now() where id = $1", created.Id);
        Assert.Equal(3, (await database.Bare.Resources.GetAsync(created.Id, None))!.Revision);
        await database.ExecuteAsync("update catalog.resources set deleted_at = null, updated_at = updated_at where id = $1", created.Id);
        Assert.Equal(4, (await database.Bare.Resources.GetAsync(created.Id, None))!.Revision);
        var again = await database.Bare.Resources.UpsertAsync(content, WriteCondition.Any, None);
        Assert.Equal((WriteStatus.Updated, content.Title), (again.Status, again.Value!.Title));
    }

    [Fact]
    public async Task A_truncate_journals_every_family()
    {
        var source = await CatalogServer.CreateMigratedAsync();
        await using var own = NpgsqlDataSource.Create(source);
        await using (var truncate = own.CreateCommand("truncate catalog.resources cascade")) await truncate.ExecuteNonQueryAsync();
        await using (var read = own.CreateCommand("select array_agg(distinct tag order by tag) from journal.entries, unnest(tags) tag"))
            Assert.Equal(["edges", "edges:*", "resources", "resources:*", "versions:*"], (string[])(await read.ExecuteScalarAsync())!);
        await own.DisposeAsync();
        await CatalogServer.DropAsync(source);
    }

    [Theory]
    [InlineData("kind = 'a b'")]
    [InlineData("namespace = 'Upper'")]
    [InlineData("namespace = '-a'")]
    [InlineData("name = ''")]
    [InlineData("name = 'a//b'")]
    [InlineData("name = 'a/'")]
    [InlineData("name = 'a/../b'")]
    [InlineData("name = '.'")]
    [InlineData("name = 'ä'")]
    [InlineData("name = repeat('a', 256)")]
    [InlineData("title = repeat('a', 256)")]
    [InlineData("description = repeat('a', 8193)")]
    [InlineData("lifecycle = 'Active'")]
    [InlineData("tags = '{Upper}'")]
    [InlineData("tags = '{a b}'")]
    [InlineData("tags = '{null}'")]
    [InlineData("labels = '[]'")]
    [InlineData("links = '{}'")]
    [InlineData("spec = '[]'")]
    [InlineData("version = 0")]
    [InlineData("content_hash = 'x'")]
    public async Task The_table_itself_refuses_what_no_writer_may_store(string change)
    {
        var id = (await database.Bare.Resources.CreateAsync(Sample.Content(Sample.Namespace(), "a"), None)).Value!.Id;
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"update catalog.resources set {change} where id = $1", id));
        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }
}
