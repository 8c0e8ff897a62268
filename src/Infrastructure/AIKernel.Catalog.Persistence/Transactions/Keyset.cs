using System.Globalization;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Persistence.Transactions;

/// <summary>Pages by the sort keys of the last row seen, not by counting: stable while rows come and go.</summary>
internal static class Keyset
{
    /// <summary>A page from rows of which one more was asked for than fits.</summary>
    public static Page<TItem> Page<TRow, TItem>(
        List<TRow> rows, int limit, string scope, Func<TRow, TItem> map, Func<TRow, string[]> keys) =>
        new([.. rows.Take(limit).Select(map)], NextCursor(rows, limit, scope, keys));

    /// <summary>Where the next page starts, or null when these rows are all there are.</summary>
    public static string? NextCursor<TRow>(List<TRow> rows, int limit, string scope, Func<TRow, string[]> keys) =>
        rows.Count > limit ? new Cursor(ValueList.Create<string>(keys(rows[limit - 1]))).ToText(scope) : null;

    public static string Text(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    public static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks) return false;
        time = new(ticks, TimeSpan.Zero);
        return true;
    }
}
