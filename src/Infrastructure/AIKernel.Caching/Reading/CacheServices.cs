using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;

namespace AIKernel.Caching.Reading;

/// <summary>What every read path of a process shares.</summary>
internal sealed record CacheServices<TClock>(
    CacheOptions Options,
    InvalidationTable Table,
    MemoryBudget Memory,
    GuardedSharedTier Shared,
    CacheStatistics Statistics,
    TClock Clock,
    TimeProvider Time)
    where TClock : struct, IKernelClock;
