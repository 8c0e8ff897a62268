using System.Globalization;
using AIKernel.Catalog.Persistence.Schema;
using AIKernel.Catalog.Persistence.Transactions;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;
using Npgsql;

namespace AIKernel.Catalog.Persistence.Search;

/// <summary>What the statements of one search gave.</summary>
internal sealed class SearchAnswer
{
    private readonly SearchMode _mode;
    private readonly List<(ResourceSummary Item, float Rank)> _hits = [];
    private readonly Dictionary<string, List<ValueCount>> _facets = new(StringComparer.Ordinal);
    private long _total;

    private SearchAnswer(SearchMode mode) => _mode = mode;

    /// <summary>The answer to a question that no row can satisfy.</summary>
    public static SearchPage Nothing { get; } = new([], 0, new([], [], [], [], []), null);

    /// <summary>Nothing matches, not even when one selection or another were lifted.</summary>
    public bool IsEmpty => _total == 0 && _facets.Count == 0;

    public static async Task<SearchAnswer> ReadAsync(SearchMode mode, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var answer = new SearchAnswer(mode);
        while (await reader.ReadAsync(cancellationToken)) answer._hits.Add((Summary(reader), reader.GetFloat(14)));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) answer.Count(reader.GetString(0), reader.GetString(1), reader.GetInt64(2));
        return answer;
    }

    public SearchPage ToPage(SearchQuery query) => new(
        [.. _hits.Take(query.Limit).Select(static hit => hit.Item)],
        _total,
        new(Facet("kind"), Facet("namespace"), Facet("tag"), Facet("lifecycle"), Facet("owner")),
        Keyset.NextCursor(_hits, query.Limit, query.CursorScope, hit =>
            [_mode.ToString(), hit.Rank.ToString("R", CultureInfo.InvariantCulture), hit.Item.Name, hit.Item.Id.ToString()]));

    private void Count(string field, string value, long count)
    {
        if (field == "total") _total = count;
        else if (_facets.TryGetValue(field, out var values)) values.Add(new(value, count));
        else _facets.Add(field, [new(value, count)]);
    }

    private ValueList<ValueCount> Facet(string field) => _facets.TryGetValue(field, out var values) ? [.. values] : [];

    private static ResourceSummary Summary(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Ref = new(row.GetString(1), row.GetString(2), row.GetString(3)),
        Kind = row.GetString(1),
        Namespace = row.GetString(2),
        Name = row.GetString(3),
        Title = row.GetString(4),
        Description = row.GetString(5),
        Owner = row.TextOrNull(6),
        Lifecycle = LifecycleText.Parse(row.GetString(7)),
        Tags = ValueList.Create<string>(row.GetFieldValue<string[]>(8)),
        Labels = ContentJson.ReadMap(row.GetString(9)),
        Version = row.GetInt32(10),
        Revision = row.GetInt64(11),
        CreatedAt = row.Time(12),
        UpdatedAt = row.Time(13),
    };
}
