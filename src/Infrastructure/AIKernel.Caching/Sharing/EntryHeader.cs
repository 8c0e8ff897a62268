namespace AIKernel.Caching.Sharing;

/// <summary>What an entry carries through every copy of it: the stamp of its load, and its times as Unix milliseconds.</summary>
internal readonly record struct EntryHeader(ulong Epoch, ulong Horizon, long LoadedAt, long FreshUntil, long ExpiresAt);
