namespace AIKernel.Catalog.Persistence.Search;

/// <summary>
/// The statements of a search. Parameters: @text (web search syntax), @plain (as typed), @kinds, @namespaces, @tags,
/// @labels, and for a page @rank, @name, @id (the last item seen) and @rows.
/// </summary>
internal static class SearchSql
{
    /// <summary>How much of the typed text the most similar part of a name and title must share. Tried on real names: 0.45 forgives a letter or two.</summary>
    public const string Similarity = "0.45";

    private const string ExactName = "case when lower(r.name) = lower(@plain) then 1 else 0 end";

    /// <summary>One page: rows in the order of rank, name, id.</summary>
    public static string Page(SearchMode mode, bool afterCursor) =>
        $"""
        select * from (
            select r.id, r.kind, r.namespace, r.name, r.title, r.description, r.owner, r.lifecycle, r.tags, r.labels,
                   r.version, r.revision, r.created_at, r.updated_at, {Rank(mode)}::real as rank
            from catalog.resources r
            where r.deleted_at is null{Matches(mode)}
              and (cardinality(@kinds) = 0 or r.kind = any (@kinds)) and (cardinality(@namespaces) = 0 or r.namespace = any (@namespaces))
              and (cardinality(@tags) = 0 or r.tags @> @tags) and (@labels = '{EmptyLabels}'::jsonb or r.labels @> @labels)) m
        {(afterCursor ? After(mode) : "")}
        order by {(mode == SearchMode.Browse ? "" : "rank desc, ")}name, id limit @rows
        """;

    /// <summary>Total and facets: rows of (field, value, count), the most frequent first. A facet ignores its own selection.</summary>
    public static string Facets(SearchMode mode) =>
        $"""
        with hits as materialized (
            select * from (
                select r.kind, r.namespace, r.lifecycle, r.owner, r.tags,
                       cardinality(@kinds) = 0 or r.kind = any (@kinds) as of_kind,
                       cardinality(@namespaces) = 0 or r.namespace = any (@namespaces) as of_namespace,
                       cardinality(@tags) = 0 or r.tags @> @tags as of_tags
                from catalog.resources r
                where r.deleted_at is null{Matches(mode)} and (@labels = '{EmptyLabels}'::jsonb or r.labels @> @labels)) flagged
            where of_kind::int + of_namespace::int + of_tags::int >= 2),
        groups as materialized (
            select kind, namespace, lifecycle, owner, of_kind, of_namespace, of_tags, count(*) as members from hits
            group by kind, namespace, lifecycle, owner, of_kind, of_namespace, of_tags)
        select 'total', '', coalesce(sum(members), 0)::bigint from groups where of_kind and of_namespace and of_tags
        union all {Facet("kind", "of_namespace and of_tags")}
        union all {Facet("namespace", "of_kind and of_tags")}
        union all {Facet("lifecycle", "of_kind and of_namespace and of_tags")}
        union all {Facet("owner", "of_kind and of_namespace and of_tags and owner is not null")}
        union all (
            select 'tag', tag, count(*) from hits cross join unnest(tags) tag
            where of_kind and of_namespace group by tag order by count(*) desc, tag collate "C" limit @values)
        """;

    private const string EmptyLabels = "{}";

    // Where every rank is the same, names alone decide, which an index can follow.
    private static string After(SearchMode mode) =>
        mode == SearchMode.Browse ? "where (name, id) > (@name, @id)" : "where (-rank, name, id) > (-@rank, @name, @id)";

    private static string Facet(string column, string condition) =>
        $"""(select '{column}', {column}, sum(members)::bigint from groups where {condition} group by {column} order by sum(members) desc, {column} collate "C" limit @values)""";

    private static string Matches(SearchMode mode) => mode switch
    {
        SearchMode.Words => " and r.search @@ websearch_to_tsquery('pg_catalog.english', @text)",
        SearchMode.Similar => " and @plain <% (r.name || ' ' || r.title)",
        _ => "",
    };

    private static string Rank(SearchMode mode) => mode switch
    {
        SearchMode.Words => $"(ts_rank(r.search, websearch_to_tsquery('pg_catalog.english', @text)) + {ExactName})",
        SearchMode.Similar => "word_similarity(@plain, r.name || ' ' || r.title)",
        _ => "0",
    };
}

/// <summary>How a search finds its matches.</summary>
internal enum SearchMode
{
    /// <summary>All of them, by name.</summary>
    Browse,
    /// <summary>By the text index.</summary>
    Words,
    /// <summary>By similar spelling, where the text index knows nothing.</summary>
    Similar,
}
