using AIKernel.Catalog;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.TestKit.Catalog;
using Npgsql;

namespace AIKernel.Integration.Tests.Persistence;

/// <summary>An edge typed by hand and a change of one of its ends wait for each other, so that one of the two tells of both.</summary>
public sealed class EdgeLockTests(CatalogDatabase database) : IClassFixture<CatalogDatabase>
{
    [Fact]
    public async Task An_edge_typed_by_hand_waits_for_a_restore_of_its_end_that_is_under_way()
    {
        var ns = Sample.Namespace();
        var left = (await database.Bare.Resources.CreateAsync(Sample.Content(ns, "left"), default)).Value!;
        var right = (await database.Bare.Resources.CreateAsync(Sample.Content(ns, "right"), default)).Value!;
        await database.Bare.Resources.DeleteAsync(right.Id, WriteCondition.Any, default);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var restore = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"update catalog.resources set deleted_at = null where id = '{right.Id}'", connection, restore))
            await command.ExecuteNonQueryAsync();

        var typed = database.ExecuteAsync($"insert into catalog.relationships (id, source, type, target) values (gen_random_uuid(), '{left.Id}', 'uses', '{right.Id}')");
        await Eventually.HoldsAsync(
            async () => (await database.QueryAsync<bool>($"select exists (select from pg_stat_activity where {connection.ProcessID} = any (pg_blocking_pids(pid)))"))[0],
            "the insert waits for the restore");

        await restore.CommitAsync();
        Assert.Equal(1, await typed);
    }
}
