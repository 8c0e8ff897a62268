namespace AIKernel.Catalog.Importing;

/// <summary>How much one import may bring.</summary>
public static class BulkLimits
{
    /// <summary>The most lines, blank ones included.</summary>
    public const int MaxLines = 400_000;
    /// <summary>The most bytes, after decompression.</summary>
    public const long MaxBytes = 256L << 20;
    /// <summary>The longest line in bytes, without its line break. No line of an export is longer.</summary>
    public const int MaxLineBytes = 512 << 10;
}
