using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Resources;

/// <summary>
/// The write that nearly every write is: a live resource says something else under the same reference. It is looked at
/// without a lock and changed by one statement, on condition that its revision is still the same.
/// </summary>
/// <remarks>
/// One statement is one transaction. Its id lives for as long as the server works on it, and not also for the time that three
/// more answers take to come back; while it lives, loads of what it changes cannot be kept by any node.
/// </remarks>
internal static class PlainChange
{
    // The version is one more than that of the row that was looked at: the revision says that it is still that row.
    private const string Statement =
        """
        with changed as (
            update catalog.resources r set title = $3, description = $4, owner = $5, lifecycle = $6, tags = $7, labels = $8,
                links = $9, spec = $10, content_hash = $11, version = r.version + 1, revision = r.revision + 1, updated_at = $12
            where r.id = $1 and r.revision = $2
            returning r.id, r.version, r.kind, r.namespace, r.name, r.title, r.description, r.owner, r.lifecycle, r.tags, r.labels, r.links,
                r.spec, r.content_hash, r.updated_at),
        told as (
            insert into catalog.resource_versions (resource_id, number, kind, namespace, name, title, description, owner, lifecycle,
                tags, labels, links, spec, changed_fields, content_hash, created_at)
            select id, version, kind, namespace, name, title, description, owner, lifecycle,
                tags, labels, links, spec, $13, content_hash, updated_at from changed)
        select journal.position() from changed
        """;

    /// <summary>
    /// Changes the resource of this id. Null where it is another write than that, or another writer was faster: it is then for a
    /// transaction that locks first.
    /// </summary>
    public static async Task<WriteResult<Resource>?> TryChangeAsync(
        this CatalogDbContext context, Guid id, ResourceContent content, WriteCondition condition, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.TryChangeAsync(await context.Resources.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken), content, condition, now, cancellationToken);

    /// <summary>The same with the live resource that has the content's reference.</summary>
    public static async Task<WriteResult<Resource>?> TryChangeAsync(
        this CatalogDbContext context, ResourceContent content, WriteCondition condition, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.TryChangeAsync(
            await context.Resources.FromSqlRaw($"select {ResourceReads.Columns} from catalog.resources r where r.key = {{0}} and r.deleted_at is null", content.Reference.Key)
                .AsNoTracking().SingleOrDefaultAsync(cancellationToken),
            content, condition, now, cancellationToken);

    private static async Task<WriteResult<Resource>?> TryChangeAsync(
        this CatalogDbContext context, ResourceRow? row, ResourceContent content, WriteCondition condition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (row is not { DeletedAt: null } || !condition.HoldsFor(row.Revision)) return null;
        var before = row.ToContent();
        var hash = ContentHash.Of(content);
        if (row.ContentHash == hash || (before.Kind, before.Namespace, before.Name) != (content.Kind, content.Namespace, content.Name)) return null;
        var (revision, changed) = (row.Revision, ChangedFields.Between(before, content));
        row.Say(content, hash);
        (row.Version, row.Revision, row.UpdatedAt) = (row.Version + 1, revision + 1, now);
        return await context.WriteAsync(row, revision, [.. changed], cancellationToken) is { } position
            ? new(WriteStatus.Updated, position, row.ToResource())
            : null;
    }

    /// <summary>Where in the history the change is; null when the revision was another by then.</summary>
    private static async Task<CatalogPosition?> WriteAsync(
        this CatalogDbContext context, ResourceRow row, long revision, string[] changedFields, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken); // closed with the context
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var positions = await connection.Command(Statement,
            row.Id.Typed(NpgsqlDbType.Uuid), revision.Typed(NpgsqlDbType.Bigint),
            row.Title.Typed(NpgsqlDbType.Text), row.Description.Typed(NpgsqlDbType.Text), row.Owner.Typed(NpgsqlDbType.Text), row.Lifecycle.Typed(NpgsqlDbType.Text),
            row.Tags.Many(NpgsqlDbType.Text), row.Labels.Typed(NpgsqlDbType.Jsonb), row.Links.Typed(NpgsqlDbType.Json), row.Spec.Typed(NpgsqlDbType.Json),
            row.ContentHash.Typed(NpgsqlDbType.Text), row.UpdatedAt.Typed(NpgsqlDbType.TimestampTz), changedFields.Many(NpgsqlDbType.Text))
            .ReadAsync(static answer => answer.Position(0), cancellationToken); // to its end, which is the commit
        return positions is [var position] ? position : null;
    }
}
