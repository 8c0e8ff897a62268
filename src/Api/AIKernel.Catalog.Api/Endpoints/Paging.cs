using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Cursors of paged routes.</summary>
internal static class Paging
{
    /// <summary>The cursor of the query; null for the first page. False when it was made for another query, or by somebody else.</summary>
    public static bool TryReadCursor(QueryValues values, string scope, out Cursor? cursor)
    {
        cursor = null;
        return values.Get(Parameters.Cursor) is not { } text || Cursor.TryParse(text, scope, out cursor);
    }

    public static Refusal BadCursor() => new(ProblemKind.BadCursor, "Use nextCursor of a page of the same query, unchanged.");
}
