namespace AIKernel.Caching.Strategies;

/// <summary>What was asked of the keyed cache is not acceptable.</summary>
/// <param name="member">The member of the write, or of the invalidation, that is at fault, as requests name it.</param>
/// <param name="message">What is wrong, in a sentence.</param>
public sealed class KeyedFaultException(string member, string message) : ArgumentException(message)
{
    /// <summary>The member of the write, or of the invalidation, that is at fault, as requests name it.</summary>
    public string Member => member;
}

/// <summary>The bounds of everything that has to do with keyed values.</summary>
public static class KeyedLimits
{
    /// <summary>Characters of a key, or of a tag.</summary>
    public const int MaxKeyLength = 256;
    /// <summary>Bytes of a value.</summary>
    public const int MaxValueBytes = 1 << 20;
    /// <summary>Tags of a value, and keys it depends on.</summary>
    public const int MaxTags = 64;
    /// <summary>Keys or values in one call.</summary>
    public const int MaxBatch = 1_000;
    /// <summary>The longest lifetime.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    /// <summary>Whether the text can be a key, a tag, a policy's name or a pattern: 1 to 256 characters, none of them for control, all of them Unicode.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= MaxKeyLength } && !text.Any(char.IsControl) && IsUnicode(text);

    /// <summary>Whether the lifetime is positive and not too long.</summary>
    public static bool IsLifetime(TimeSpan lifetime) => lifetime > TimeSpan.Zero && lifetime <= MaxLifetime;

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
            // What cannot be decoded is handed out as the replacement character.
            if (rune == System.Text.Rune.ReplacementChar && !text.Contains('\uFFFD')) return false;
        return true;
    }
}
