namespace AIKernel.Caching.Strategies;

/// <summary>What is known of a key.</summary>
/// <param name="Sequence">Its place among the writes of this key; a later write has a higher one.</param>
/// <param name="Value">The value; null when it was removed.</param>
/// <param name="ExpiresAt">From then on there is no value.</param>
/// <param name="Policy">The policy it was written under, or null.</param>
/// <param name="Sensitive">Whether copies of it may leave the process only encrypted.</param>
public sealed record KeyedEntry(long Sequence, KeyedValue? Value, DateTimeOffset ExpiresAt, string? Policy, bool Sensitive)
{
    /// <summary>Whether there is a value at this time.</summary>
    public bool IsLiveAt(DateTimeOffset time) => Value is not null && time < ExpiresAt;
}

/// <summary>The answer about one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Tier">Where the value was found: memory, the shared tier, or neither, so that the database was asked.</param>
public sealed record KeyedAnswer(string Key, KeyedValue? Value, KeyedTier Tier)
{
    /// <summary>Whether there is a value, which may be the JSON value null.</summary>
    public bool Hit => Value is not null;
}

/// <summary>Where a value was found.</summary>
public enum KeyedTier
{
    /// <summary>In no tier: in the database, or nowhere.</summary>
    None,
    /// <summary>In this process.</summary>
    Memory,
    /// <summary>In the tier that nodes share.</summary>
    Shared,
}
