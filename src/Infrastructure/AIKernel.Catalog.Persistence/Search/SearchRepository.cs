using System.Globalization;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Tracing;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using Npgsql;
using NpgsqlTypes;

namespace AIKernel.Catalog.Persistence.Search;

/// <summary>Search on PostgreSQL's full text and trigrams. Page, total and facets come from one snapshot.</summary>
internal sealed class SearchRepository(CatalogDataSource source) : ISearchRepository
{
    public async ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (!CanMatch(query)) return SearchAnswer.Nothing;
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        var start = SearchStart.Of(query);
        var answer = await ReadAsync(connection, query, start, cancellationToken);
        // Nothing is spelled like this. On a further page the cursor says how the first page was found.
        if (start is { Mode: SearchMode.Words, Last: null } && answer.IsEmpty && SearchText.LeavesRoomForGuesses(query.Text))
            answer = await ReadAsync(connection, query, start with { Mode = SearchMode.Similar }, cancellationToken);
        await snapshot.CommitAsync(cancellationToken);
        return answer.ToPage(query);
    }

    public async ValueTask<ValueList<Suggestion>> AutocompleteAsync(AutocompleteQuery query, CancellationToken cancellationToken)
    {
        if (!SqlText.IsStorable(query.Kind)) return [];
        await using var connection = await source.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginSnapshotAsync(cancellationToken);
        var suggestions = await Autocomplete.ReadAsync(connection, query, cancellationToken);
        await snapshot.CommitAsync(cancellationToken);
        return suggestions;
    }

    private static bool CanMatch(SearchQuery query) =>
        query.Kinds.All(SqlText.IsStorable) && query.Namespaces.All(SqlText.IsStorable) && query.Tags.All(SqlText.IsStorable)
        && query.Labels.All(static label => SqlText.IsStorable(label.Key) && SqlText.IsStorable(label.Value));

    private static async Task<SearchAnswer> ReadAsync(NpgsqlConnection connection, SearchQuery query, SearchStart start, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("set local jit = off")); // compiling the statements takes longer than running them
        if (start.Mode == SearchMode.Similar)
            batch.BatchCommands.Add(new($"set local pg_trgm.word_similarity_threshold = {SearchSql.Similarity}"));
        var page = new NpgsqlBatchCommand(SqlTraceContext.Mark(SearchSql.Page(start.Mode, start.Last is not null), connection));
        AddFilter(page, query);
        page.Parameters.Add(new("rank", NpgsqlDbType.Real) { Value = start.Last?.Rank ?? 0 });
        page.Parameters.Add(new("name", NpgsqlDbType.Text) { Value = start.Last?.Name ?? "" });
        page.Parameters.Add(new("id", NpgsqlDbType.Uuid) { Value = start.Last?.Id ?? Guid.Empty });
        page.Parameters.Add(new("rows", NpgsqlDbType.Integer) { Value = query.Limit + 1 });
        batch.BatchCommands.Add(page);
        var facets = new NpgsqlBatchCommand(SqlTraceContext.Mark(SearchSql.Facets(start.Mode), connection));
        AddFilter(facets, query);
        facets.Parameters.Add(new("values", NpgsqlDbType.Integer) { Value = SearchFacets.MaxValues });
        batch.BatchCommands.Add(facets);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await SearchAnswer.ReadAsync(start.Mode, reader, cancellationToken);
    }

    private static void AddFilter(NpgsqlBatchCommand command, SearchQuery query)
    {
        command.Parameters.Add(new("text", NpgsqlDbType.Text) { Value = SearchText.ForWebSearch(query.Text) });
        command.Parameters.Add(new("plain", NpgsqlDbType.Text) { Value = SqlText.Storable(query.Text).Trim() });
        command.Parameters.Add(new("kinds", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = query.Kinds.ToArray() });
        command.Parameters.Add(new("namespaces", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = query.Namespaces.ToArray() });
        command.Parameters.Add(new("tags", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = query.Tags.ToArray() });
        command.Parameters.Add(new("labels", NpgsqlDbType.Jsonb) { Value = ContentJson.Write(query.Labels) });
    }
}

/// <summary>How a page is found and the last item of the page before it. A cursor of another form starts at the beginning.</summary>
internal sealed record SearchStart(SearchMode Mode, LastHit? Last)
{
    public static SearchStart Of(SearchQuery query)
    {
        var mode = string.IsNullOrWhiteSpace(SqlText.Storable(query.Text)) ? SearchMode.Browse : SearchMode.Words;
        if (query.Cursor is not { Keys: [var modeText, var rankText, var name, var idText] }
            || !Enum.TryParse<SearchMode>(modeText, out var cursorMode) || !Enum.IsDefined(cursorMode)
            || (cursorMode == SearchMode.Browse) != (mode == SearchMode.Browse)
            || !float.TryParse(rankText, NumberStyles.Float, CultureInfo.InvariantCulture, out var rank)
            || !Guid.TryParse(idText, out var id) || !SqlText.IsStorable(name))
        {
            return new(mode, null);
        }
        return new(cursorMode, new(rank, name, id));
    }
}

/// <summary>The sort keys of an item.</summary>
internal sealed record LastHit(float Rank, string Name, Guid Id);
