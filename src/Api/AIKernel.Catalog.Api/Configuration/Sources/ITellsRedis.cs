namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>A source that tells in parts where Redis is; a source above may change some of them.</summary>
internal interface ITellsRedis
{
    /// <summary>The parts; null if it tells none.</summary>
    RedisNames? Redis { get; }
}
