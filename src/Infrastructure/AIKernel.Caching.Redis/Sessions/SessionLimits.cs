namespace AIKernel.Caching.Redis.Sessions;

/// <summary>How long sessions live, and how many a user may have.</summary>
public sealed record SessionLimits
{
    /// <summary>The most bytes of <see cref="Session.Data"/>.</summary>
    public const int MaxDataBytes = 64 * 1024;

    /// <summary>The most characters of a user's name.</summary>
    public const int MaxUserLength = 256;

    /// <summary>How long a session lives after its creation or its last extension.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long it lives at most, however often it is extended.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many sessions of one user there are at most; one more ends the one that would have ended first.</summary>
    public int MaxPerUser { get; init; } = 100;
}
