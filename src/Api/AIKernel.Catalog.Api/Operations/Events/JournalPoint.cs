using System.Globalization;
using AIKernel.Caching.Journal;

namespace AIKernel.Catalog.Api.Operations.Events;

/// <summary>
/// How far a listener has heard: which transactions had ended. A single id would not do: a transaction with a lower one may
/// end later. As text, the id of an event: <c>{epoch:x16}-{horizon}:{end}:{in progress,…}</c>.
/// </summary>
internal sealed record JournalPoint(ulong Epoch, JournalSnapshot Seen)
{
    // A header has room for so many; with more, some events are told again.
    private const int MaxInProgress = 200;

    public override string ToString()
    {
        var (end, open) = Seen.InProgress.Count <= MaxInProgress ? (Seen.End, Seen.InProgress) : (Seen.Horizon, []);
        return string.Create(CultureInfo.InvariantCulture, $"{Epoch:x16}-{Seen.Horizon}:{end}:{string.Join(',', open)}");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static JournalPoint? Parse(string? text)
    {
        if (text is null || text.Length is < 20 or > 8_192 || text[16] != '-') return null;
        if (!ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)) return null;
        if (text[17..].Split(':') is not [var horizon, var end, var open] || !TryRead(horizon, out var low) || !TryRead(end, out var high)) return null;
        var inProgress = new List<ulong>();
        foreach (var one in open.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryRead(one, out var id) || id < low || id >= high || inProgress.Count >= MaxInProgress) return null;
            inProgress.Add(id);
        }
        return low <= high ? new(epoch, new(low, high, inProgress)) : null;
    }

    private static bool TryRead(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
