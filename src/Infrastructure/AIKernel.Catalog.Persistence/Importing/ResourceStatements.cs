using AIKernel.Catalog.Persistence.Resources;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Npgsql;
using NpgsqlTypes;
using static AIKernel.Catalog.Persistence.Importing.ResourceBatch;

namespace AIKernel.Catalog.Persistence.Importing;

/// <summary>The statements of a batch of resources, each for any number of rows.</summary>
internal sealed class ResourceStatements(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>The live holders of the lines' keys.</summary>
    public async Task<Dictionary<string, Holder>> FindHoldersAsync(IReadOnlyList<Line> lines)
    {
        const string sql =
            """
            select r.key, r.id, r.revision, r.content_hash from unnest($1) u (key)
            join catalog.resources r on r.key = u.key and r.deleted_at is null
            """;
        var rows = await Keyed(sql, lines).ReadAsync(
            static row => (Key: row.GetString(0), Holder: new Holder(row.GetGuid(1), row.GetInt64(2), row.GetString(3))), cancellationToken);
        return rows.ToDictionary(static row => row.Key, static row => row.Holder, StringComparer.Ordinal);
    }

    /// <summary>The resources deleted last under the lines' keys.</summary>
    public async Task<Dictionary<string, Guid>> FindDeletedAsync(IReadOnlyList<Line> lines)
    {
        const string sql =
            """
            select distinct on (r.key) r.key, r.id from unnest($1) u (key) join catalog.resources r on r.key = u.key
            order by r.key, r.deleted_at desc, r.id desc
            """;
        var rows = await Keyed(sql, lines).ReadAsync(static row => (Key: row.GetString(0), Id: row.GetGuid(1)), cancellationToken);
        return rows.ToDictionary(static row => row.Key, static row => row.Id, StringComparer.Ordinal);
    }

    /// <summary>Locks these resources until the transaction ends and tells how they are now.</summary>
    public async Task<Dictionary<Guid, Resource>> LockAsync(Guid[] ids)
    {
        const string sql = $"select {ResourceReads.Columns} from catalog.resources r where r.id = any ($1) order by r.id for update";
        var rows = await connection.Command(sql, ids.Many(NpgsqlDbType.Uuid)).ReadAsync(ReadResource, cancellationToken);
        return rows.ToDictionary(static row => row.Id);
    }

    public async Task UpdateAsync(IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0) return;
        const string sql =
            $"""
            update catalog.resources r set ({ContentArrays.Columns}, version, revision, updated_at)
                = ({ContentArrays.Values}, r.version + 1, r.revision + 1, $14)
            from {ContentArrays.Rows} where r.id = u.id
            """;
        (Guid Id, ResourceContent Content, string Hash)[] rows = [.. changes.Select(static change => (change.Before.Id, change.After, change.Line.Hash!))];
        await connection.Command(sql, [.. ContentArrays.Parameters(rows), now.Typed(NpgsqlDbType.TimestampTz)]).RunAsync(cancellationToken);
        await InsertVersionsAsync(rows, [.. changes.Select(static change => change.Before.Version + 1)],
            [.. changes.Select(static change => string.Join(' ', ChangedFields.Between(change.Before, change.After)))]);
    }

    public async Task DeleteAsync(IReadOnlyList<Guid> ids)
    {
        if (ids.Count == 0) return;
        const string sql = "update catalog.resources set deleted_at = $2, updated_at = $2, revision = revision + 1 where id = any ($1)";
        await connection.Command(sql, ids.ToArray().Many(NpgsqlDbType.Uuid), now.Typed(NpgsqlDbType.TimestampTz)).RunAsync(cancellationToken);
    }

    /// <summary>Inserts what nobody else has inserted meanwhile; the ids by key.</summary>
    public async Task<Dictionary<string, Guid>> InsertAsync(IReadOnlyList<Line> lines)
    {
        const string sql =
            $"""
            insert into catalog.resources (id, {ContentArrays.Columns}, version, revision, created_at, updated_at)
            select u.id, {ContentArrays.Values}, 1, 1, $14, $14 from {ContentArrays.Rows}
            on conflict (key) where deleted_at is null do nothing returning id
            """;
        var rows = lines.Select(line => (Id: Guid.CreateVersion7(now), Content: line.Content!, Hash: line.Hash!)).ToArray();
        var inserted = (await connection.Command(sql, [.. ContentArrays.Parameters(rows), now.Typed(NpgsqlDbType.TimestampTz)])
            .ReadAsync(static row => row.GetGuid(0), cancellationToken)).ToHashSet();
        rows = [.. rows.Where(row => inserted.Contains(row.Id))];
        if (rows.Length > 0) await InsertVersionsAsync(rows, [.. rows.Select(static _ => 1)], [.. rows.Select(static _ => "")]);
        return rows.ToDictionary(static row => row.Content.Reference.Key, static row => row.Id, StringComparer.Ordinal);
    }

    private async Task InsertVersionsAsync((Guid Id, ResourceContent Content, string Hash)[] rows, int[] numbers, string[] changedFields)
    {
        const string sql =
            $"""
            insert into catalog.resource_versions (resource_id, number, {ContentArrays.Columns}, changed_fields, created_at)
            select u.id, n.number, {ContentArrays.Values}, string_to_array(n.changed_fields, ' '), $16
            from {ContentArrays.Rows} join unnest($1, $14, $15) n (id, number, changed_fields) on n.id = u.id
            """;
        await connection.Command(sql, [.. ContentArrays.Parameters(rows), numbers.Many(NpgsqlDbType.Integer),
            changedFields.Many(NpgsqlDbType.Text), now.Typed(NpgsqlDbType.TimestampTz)]).RunAsync(cancellationToken);
    }

    private NpgsqlCommand Keyed(string sql, IReadOnlyList<Line> lines)
    {
        string[] keys = [.. lines.Select(static line => line.Reference).Where(SqlText.IsReference).Select(static reference => reference.Key)];
        return connection.Command(sql, keys.Many(NpgsqlDbType.Text));
    }

    /// <summary>The content in a row of <see cref="ResourceReads.Columns"/>.</summary>
    public static ResourceContent ReadContent(NpgsqlDataReader row) => ReadRow(row).ToContent();

    private static Resource ReadResource(NpgsqlDataReader row) => ReadRow(row).ToResource();

    private static ResourceRow ReadRow(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Kind = row.GetString(1),
        Namespace = row.GetString(2),
        Name = row.GetString(3),
        Title = row.GetString(4),
        Description = row.GetString(5),
        Owner = row.TextOrNull(6),
        Lifecycle = row.GetString(7),
        Tags = row.GetFieldValue<string[]>(8),
        Labels = row.GetString(9),
        Links = row.GetString(10),
        Spec = row.GetString(11),
        Version = row.GetInt32(12),
        Revision = row.GetInt64(13),
        ContentHash = row.GetString(14),
        CreatedAt = row.Time(15),
        UpdatedAt = row.Time(16),
        DeletedAt = row.IsDBNull(17) ? null : row.Time(17),
    };
}
