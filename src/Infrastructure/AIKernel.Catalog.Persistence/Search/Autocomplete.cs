using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Search;

/// <summary>
/// Suggestions in three steps, each asked only while there is room: names that begin so, names and titles with a word
/// that begins so, then names of similar spelling.
/// </summary>
internal static class Autocomplete
{
    private const int ShortestSimilar = 3;
    private const string Columns = "select r.id, r.kind, r.namespace, r.name, r.title from catalog.resources r where r.deleted_at is null";
    private const string Filter = " and ($2::text is null or r.kind = $2) and r.id <> all ($3)";

    // Names are visible ASCII, so everything that begins with the prefix lies between it and the prefix with DEL.
    private const string ByName = $"{Columns} and lower(r.name) >= $1 and lower(r.name) < $1 || chr(127){Filter} order by lower(r.name), r.id limit $4";

    private const string ByWord =
        $"{Columns} and r.tokens @@ (nullif(plainto_tsquery('pg_catalog.simple', $1)::text, '') || ':*')::tsquery{Filter} order by r.name, r.id limit $4";

    private const string BySpelling =
        $"{Columns} and $1 <% (r.name || ' ' || r.title){Filter} order by word_similarity($1, r.name || ' ' || r.title) desc, r.name, r.id limit $4";

    public static async Task<ValueList<Suggestion>> ReadAsync(NpgsqlConnection connection, AutocompleteQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Suggestion>();
        var prefix = SqlText.Storable(query.Prefix).Trim();
        if (prefix.Length == 0) return [];
        await AddAsync(ByName, prefix.ToLowerInvariant());
        await AddAsync(ByWord, SearchText.Words(prefix));
        if (prefix.Length >= ShortestSimilar && found.Count < query.Limit)
        {
            await connection.Command($"set local pg_trgm.word_similarity_threshold = {SearchSql.Similarity}").RunAsync(cancellationToken);
            await AddAsync(BySpelling, prefix);
        }
        return [.. found];

        async Task AddAsync(string sql, string text)
        {
            if (found.Count >= query.Limit) return;
            Guid[] known = [.. found.Select(static suggestion => suggestion.Id)];
            found.AddRange(await connection.Command(sql, text.Typed(NpgsqlDbType.Text), query.Kind.Typed(NpgsqlDbType.Text),
                known.Many(NpgsqlDbType.Uuid), (query.Limit - found.Count).Typed(NpgsqlDbType.Integer)).ReadAsync(Map, cancellationToken));
        }
    }

    private static Suggestion Map(NpgsqlDataReader row) => new(
        row.GetGuid(0), new ResourceReference(row.GetString(1), row.GetString(2), row.GetString(3)), row.GetString(4), row.GetString(1));
}
