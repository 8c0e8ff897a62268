using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Api.Operations.Events;
using AIKernel.Catalog.Api.Operations.Stats;
using AIKernel.Catalog.Api.Operations.WarmUp;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>How answers to operators are written as JSON: words joined by underscores, as their dashboards know them.</summary>
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(RedisStatsAnswer))]
[JsonSerializable(typeof(TopAnswer))]
[JsonSerializable(typeof(InvalidateAnswer))]
[JsonSerializable(typeof(WarmUpAnswer))]
[JsonSerializable(typeof(InvalidationEvent))]
internal sealed partial class OperationsJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static OperationsJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>The one answer whose words are joined by humps.</summary>
[JsonSerializable(typeof(CacheHealthAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class CacheHealthJson : JsonSerializerContext;
