using AIKernel.Caching.Journal;

namespace AIKernel.Caching.Sharing;

/// <summary>What an entry carries through every copy of it: the stamp of its load, and its times as Unix milliseconds.</summary>
internal readonly record struct EntryHeader(JournalStamp Stamp, long LoadedAt, long FreshUntil, long ExpiresAt);
