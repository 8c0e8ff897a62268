namespace AIKernel.Caching.Strategies;

/// <summary>A value to be kept under a key. What it leaves open, its policy says, and what that leaves open, the settings.</summary>
/// <param name="Key">The key, within the bounds of <see cref="KeyedLimits"/>.</param>
/// <param name="Value">The value.</param>
public sealed record KeyedWrite(string Key, KeyedValue Value)
{
    /// <summary>How long it lives; positive.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How it meets the tiers.</summary>
    public KeyedStrategy? Strategy { get; init; }

    /// <summary>Names under which it can be invalidated with others. With the tag <c>sensitive</c> its copies are encrypted, or stay in memory.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keys it was made from: when one of them is written or invalidated, it goes too.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>A policy by name; null for the one that the first part of the key names, if there is any.</summary>
    public string? Policy { get; init; }
}

/// <summary>A write with everything decided.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null to remove it.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Dependencies">The keys it depends on.</param>
/// <param name="Policy">The policy it is under, or null.</param>
public sealed record StoredWrite(
    string Key, KeyedValue? Value, DateTimeOffset ExpiresAt, IReadOnlyList<string> Tags, IReadOnlyList<string> Dependencies, string? Policy);
