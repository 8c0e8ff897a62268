using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Sharing;
using AIKernel.Caching.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIKernel.Caching.Reading;

/// <summary>What every read path of a process shares.</summary>
internal sealed record CacheServices<TClock>(
    CacheOptions Options,
    InvalidationTable Table,
    MemoryBudget Memory,
    GuardedSharedTier Shared,
    LeaseBoard Leases,
    CacheStatistics Statistics,
    TClock Clock,
    TimeProvider Time,
    Random Random,
    ILogger<CacheServices<TClock>> Log)
    where TClock : struct, IKernelClock;
