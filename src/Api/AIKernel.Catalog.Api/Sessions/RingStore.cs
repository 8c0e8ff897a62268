namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Where the keys that protect cookies can be kept.</summary>
internal static class RingStore
{
    public const string Redis = "redis";
    public const string Postgres = "postgres";

    /// <summary>
    /// As configured; else in Redis only if that Redis is there for state: a cache's Redis may throw away what it holds,
    /// and with the keys everybody's session.
    /// </summary>
    public static string Of(StateConfiguration state) => state.DataProtection.Store switch
    {
        "" => state.HasRedis ? Redis : Postgres,
        var told => told,
    };
}
