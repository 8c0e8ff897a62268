using System.Globalization;
using AIKernel.Catalog.Persistence.Access;

namespace AIKernel.Catalog.Api.Access.Keys;

/// <summary>Keys as lines of text: what may be known of them.</summary>
internal static class KeyTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<ApiKeyRecord> keys, DateTimeOffset now)
    {
        string[][] rows = [["ID", "NAME", "STATE", "CREATED", "EXPIRES", "SCOPES"], .. keys.Select(key => new[]
        {
            key.Id, key.Name, StateOf(key, now), Time(key.CreatedAt), Time(key.ExpiresAt), string.Join(' ', AccessScopeNames.NamesOf(key.Scopes)),
        })];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "never";

    private static string StateOf(ApiKeyRecord key, DateTimeOffset now) => key.RevokedAt is not null ? "revoked" : key.IsValidAt(now) ? "valid" : "expired";
}
