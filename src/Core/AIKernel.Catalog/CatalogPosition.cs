using System.Globalization;

namespace AIKernel.Catalog;

/// <summary>
/// A point in the catalog's history: everything up to a write. A read that presents the position of a write
/// sees that write, on any node. Opaque to consumers; its text is <c>{epoch:x16}-{sequence}</c>.
/// </summary>
/// <param name="Epoch">Identity of the database's history; positions of different epochs do not compare.</param>
/// <param name="Sequence">The writing transaction's id, which never runs backwards within an epoch.</param>
public readonly record struct CatalogPosition(ulong Epoch, ulong Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch:x16}-{Sequence}");

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out CatalogPosition position)
    {
        position = default;
        if (text is null || text.Length is < 18 or > 37 || text[16] != '-') return false;
        if (!ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)) return false;
        if (!ulong.TryParse(text.AsSpan(17), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        position = new(epoch, sequence);
        return true;
    }
}
