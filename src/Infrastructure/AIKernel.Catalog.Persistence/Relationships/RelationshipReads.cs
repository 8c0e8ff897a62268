using System.Linq.Expressions;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Values;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Relationships;

/// <summary>Single edges and the edges of one resource. An edge shows when both its ends are live.</summary>
internal static class RelationshipReads
{
    private static readonly Expression<Func<RelationshipRow, Relationship>> Projection = e => new Relationship
    {
        Id = e.Id,
        Source = e.Source,
        SourceRef = new ResourceReference(e.SourceResource!.Kind, e.SourceResource.Namespace, e.SourceResource.Name, null),
        Type = e.Type,
        Target = e.Target,
        TargetRef = new ResourceReference(e.TargetResource!.Kind, e.TargetResource.Namespace, e.TargetResource.Name, null),
        Properties = CanonicalJson.FromCanonical(e.Properties),
        Revision = e.Revision,
        CreatedAt = e.CreatedAt,
        UpdatedAt = e.UpdatedAt,
    };

    public static IQueryable<Relationship> Visible(this IQueryable<RelationshipRow> rows) => rows.AsNoTracking()
        .Where(e => e.SourceResource!.DeletedAt == null && e.TargetResource!.DeletedAt == null).Select(Projection);

    public static async Task<Page<Relationship>?> ListAsync(this CatalogDbContext context, RelationshipQuery query, CancellationToken cancellationToken)
    {
        var (afterType, afterId) = query.Cursor is { Keys: [var type, var id] } && Guid.TryParse(id, out var last) && SqlText.IsStorable(type)
            ? (type, last) : ("", Guid.Empty);
        var rows = await context.Relationships.FromSqlRaw(SidesOf(query.Direction),
                new NpgsqlParameter<Guid>("resource", query.ResourceId),
                new NpgsqlParameter<string[]>("types", [.. query.Types.Where(SqlText.IsStorable)]),
                new NpgsqlParameter<bool>("every", query.Types.Count == 0),
                new NpgsqlParameter<string>("type", afterType),
                new NpgsqlParameter<Guid>("id", afterId),
                new NpgsqlParameter<int>("rows", query.Limit + 1))
            .OrderBy(e => e.Type).ThenBy(e => e.Id).Take(query.Limit + 1).Visible().ToListAsync(cancellationToken);
        // An edge that shows proves that the resource is live; without one, ask.
        if (rows.Count == 0 && !await context.Resources.AnyAsync(r => r.Id == query.ResourceId && r.DeletedAt == null, cancellationToken)) return null;
        return Keyset.Page(rows, query.Limit, query.CursorScope, static row => row, static row => [row.Type, row.Id.ToString()]);
    }

    /// <summary>Each side reads its index in the order of the list and stops after one page, however many edges a hub has.</summary>
    private static string SidesOf(EdgeDirection direction) => direction switch
    {
        EdgeDirection.Outgoing => Side("source", "target"),
        EdgeDirection.Incoming => Side("target", "source"),
        EdgeDirection.Both => $"select * from ({Side("source", "target")}) l union all select * from ({Side("target", "source")}) e",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Not a direction."),
    };

    // The text of a type is joined with nothing so that the condition filters what the index yields in order,
    // instead of being turned into one descent of the index per type, whose results would have to be sorted.
    private static string Side(string near, string far) =>
        $"""
        select e.* from catalog.relationships e
        join catalog.resources n on n.id = e.{near} and n.deleted_at is null
        join catalog.resources f on f.id = e.{far} and f.deleted_at is null
        where e.{near} = @resource and (@every or (e.type || '') = any (@types)) and (e.type, e.id) > (@type, @id)
        order by e.type, e.id limit @rows
        """;
}
