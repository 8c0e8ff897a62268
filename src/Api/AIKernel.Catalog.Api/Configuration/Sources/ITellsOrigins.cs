namespace AIKernel.Catalog.Api.Configuration.Sources;

/// <summary>A source of settings that knows where in it each of them was set.</summary>
internal interface ITellsOrigins
{
    /// <summary>The place in words, such as <c>environment variable REDIS_HOST</c>.</summary>
    string OriginOf(string path);
}
