using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;

namespace AIKernel.Catalog.Persistence.Resources;

/// <summary>Reads of single resources and of several at once, each with one statement.</summary>
internal static class ResourceReads
{
    /// <summary>The columns of <see cref="ResourceRow"/> for hand-written SQL over an alias <c>r</c>: the text index stays behind.</summary>
    public const string Columns =
        "r.id, r.kind, r.namespace, r.name, r.title, r.description, r.owner, r.lifecycle, r.tags, r.labels, r.links, r.spec, " +
        "r.version, r.revision, r.content_hash, r.created_at, r.updated_at, r.deleted_at";

    // The live holder of a name, else the one deleted last: a descending sort puts null, the live one, first.
    private const string ByReferences =
        $"""
        select {Columns} from unnest(@keys) u (key)
        cross join lateral (
            select * from catalog.resources h
            where h.key = u.key
            order by h.deleted_at desc, h.id desc limit 1) r
        """;

    public static async Task<Resource?> FindAsync(this CatalogDbContext context, Guid id, CancellationToken cancellationToken)
    {
        var row = await context.Resources.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        return row?.ToResource();
    }

    public static async Task<Resource?> FindAsync(this CatalogDbContext context, ResourceReference reference, CancellationToken cancellationToken)
    {
        var found = await context.FindManyAsync([reference], cancellationToken);
        return found[0];
    }

    public static async Task<Resource?[]> FindManyAsync(this CatalogDbContext context, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var distinct = ids.Distinct().ToArray();
        var found = await context.Resources.AsNoTracking().Where(r => distinct.Contains(r.Id))
            .ToDictionaryAsync(r => r.Id, r => r.ToResource(), cancellationToken);
        return [.. ids.Select(id => found.GetValueOrDefault(id))];
    }

    public static async Task<Resource?[]> FindManyAsync(this CatalogDbContext context, IReadOnlyList<ResourceReference> references, CancellationToken cancellationToken)
    {
        var asked = references.Where(SqlText.IsReference).Select(static reference => reference.Key).Distinct(StringComparer.Ordinal).ToArray();
        if (asked.Length == 0) return new Resource?[references.Count];
        var rows = await context.Resources.FromSqlRaw(ByReferences, new Npgsql.NpgsqlParameter<string[]>("keys", asked))
            .AsNoTracking().ToListAsync(cancellationToken);
        var found = rows.Select(static row => row.ToResource()).ToDictionary(static resource => resource.Reference.Key, StringComparer.Ordinal);
        return [.. references.Select(reference => found.GetValueOrDefault(reference.Key))];
    }

    public static async Task<Page<ResourceVersion>?> ListVersionsAsync(this CatalogDbContext context, VersionQuery query, CancellationToken cancellationToken)
    {
        var before = query.Cursor is { Keys: [var text] } && int.TryParse(text, out var number) ? number : int.MaxValue;
        var rows = await context.Versions.AsNoTracking()
            .Where(v => v.ResourceId == query.ResourceId && v.Number < before)
            .OrderByDescending(v => v.Number).Take(query.Limit + 1).ToListAsync(cancellationToken);
        // A resource always has version 1, so only an empty page leaves the question open.
        if (rows.Count == 0 && !await context.Resources.AnyAsync(r => r.Id == query.ResourceId, cancellationToken)) return null;
        return Keyset.Page(rows, query.Limit, query.CursorScope, static row => row.ToVersion(), static row => [$"{row.Number}"]);
    }
}
