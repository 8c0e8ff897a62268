using System.Linq.Expressions;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;

namespace AIKernel.Catalog.Persistence.Resources;

/// <summary>Filtered lists and counts of live resources.</summary>
internal static class ResourceList
{
    private static readonly Expression<Func<ResourceRow, ResourceSummary>> Summary = r => new ResourceSummary
    {
        Id = r.Id,
        Ref = new ResourceReference(r.Kind, r.Namespace, r.Name, null),
        Kind = r.Kind,
        Namespace = r.Namespace,
        Name = r.Name,
        Title = r.Title,
        Description = r.Description,
        Owner = r.Owner,
        Lifecycle = LifecycleText.Parse(r.Lifecycle),
        Tags = ValueList.Create<string>(r.Tags),
        Labels = ContentJson.ReadMap(r.Labels),
        Version = r.Version,
        Revision = r.Revision,
        CreatedAt = r.CreatedAt,
        UpdatedAt = r.UpdatedAt,
    };

    /// <summary>False when no row can hold what the filter asks for.</summary>
    public static bool CanMatch(this ResourceFilter filter) =>
        SqlText.IsStorable(filter.Kind) && SqlText.IsStorable(filter.Namespace) && SqlText.IsStorable(filter.Owner)
        && filter.Tags.All(SqlText.IsStorable)
        && filter.Labels.All(static label => SqlText.IsStorable(label.Key) && SqlText.IsStorable(label.Value));

    public static async Task<Page<ResourceSummary>> ListAsync(this CatalogDbContext context, ResourceQuery query, CancellationToken cancellationToken)
    {
        var sorted = context.Live(query).StartAfter(query);
        var items = await sorted.Take(query.Limit + 1).Select(Summary).ToListAsync(cancellationToken);
        return Keyset.Page(items, query.Limit, query.CursorScope, static item => item, item => KeysOf(item, query.Sort));
    }

    public static async Task<ResourceCounts> CountAsync(this CatalogDbContext context, ResourceFilter filter, CancellationToken cancellationToken)
    {
        var counts = await context.Live(filter).GroupBy(r => r.Kind).OrderBy(group => group.Key)
            .Select(group => new ValueCount(group.Key, group.LongCount())).ToListAsync(cancellationToken);
        return new(counts.Sum(static count => count.Count), [.. counts]);
    }

    private static IQueryable<ResourceRow> Live(this CatalogDbContext context, ResourceFilter filter)
    {
        var rows = context.Resources.AsNoTracking().Where(r => r.DeletedAt == null);
        if (filter.Kind is { } kind) rows = rows.Where(r => r.Kind == kind);
        if (filter.Namespace is { } ns) rows = rows.Where(r => r.Namespace == ns);
        if (filter.Owner is { } owner) rows = rows.Where(r => r.Owner == owner);
        if (filter.Lifecycle is { } lifecycle)
        {
            var text = LifecycleText.Of(lifecycle);
            rows = rows.Where(r => r.Lifecycle == text);
        }
        if (filter.Tags.Count > 0)
        {
            var tags = filter.Tags.ToArray();
            rows = rows.Where(r => tags.All(tag => r.Tags.Contains(tag)));
        }
        if (filter.Labels.Count > 0)
        {
            var labels = ContentJson.Write(filter.Labels);
            rows = rows.Where(r => EF.Functions.JsonContains(r.Labels, labels));
        }
        return rows;
    }

    /// <summary>The rows after the cursor, in the order of the query. A cursor that does not fit the sort starts at the beginning.</summary>
    private static IQueryable<ResourceRow> StartAfter(this IQueryable<ResourceRow> rows, ResourceQuery query)
    {
        switch (query.Sort)
        {
            case ResourceSort.Name:
                if (query.Cursor is { Keys: [var kind, var ns, var name, var id] } && Guid.TryParse(id, out var last)
                    && SqlText.IsStorable(kind) && SqlText.IsStorable(ns) && SqlText.IsStorable(name))
                {
                    rows = rows.Where(r => EF.Functions.GreaterThan(
                        ValueTuple.Create(r.Kind, r.Namespace, r.Name, r.Id), ValueTuple.Create(kind, ns, name, last)));
                }
                return rows.OrderBy(r => r.Kind).ThenBy(r => r.Namespace).ThenBy(r => r.Name).ThenBy(r => r.Id);
            case ResourceSort.Updated:
                if (TryTimeCursor(query.Cursor, out var updated, out var lastUpdated))
                    rows = rows.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.UpdatedAt, r.Id), ValueTuple.Create(updated, lastUpdated)));
                return rows.OrderByDescending(r => r.UpdatedAt).ThenByDescending(r => r.Id);
            case ResourceSort.Created:
                if (TryTimeCursor(query.Cursor, out var created, out var lastCreated))
                    rows = rows.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.CreatedAt, r.Id), ValueTuple.Create(created, lastCreated)));
                return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
            default:
                throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "Not a sort order.");
        }
    }

    private static bool TryTimeCursor(Cursor? cursor, out DateTimeOffset time, out Guid id)
    {
        (time, id) = (default, default);
        return cursor is { Keys: [var timeText, var idText] } && Keyset.TryTime(timeText, out time) && Guid.TryParse(idText, out id);
    }

    private static string[] KeysOf(ResourceSummary item, ResourceSort sort) => sort switch
    {
        ResourceSort.Updated => [Keyset.Text(item.UpdatedAt), item.Id.ToString()],
        ResourceSort.Created => [Keyset.Text(item.CreatedAt), item.Id.ToString()],
        _ => [item.Kind, item.Namespace, item.Name, item.Id.ToString()],
    };
}
