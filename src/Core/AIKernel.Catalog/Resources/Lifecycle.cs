using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Resources;

/// <summary>Where a resource stands in its life.</summary>
[JsonConverter(typeof(LifecycleConverter))]
public enum Lifecycle
{
    /// <summary>Being worked on; not for use.</summary>
    Draft,
    /// <summary>In use.</summary>
    Active,
    /// <summary>Still works; use something else.</summary>
    Deprecated,
    /// <summary>No longer works.</summary>
    Retired,
}

/// <summary>Reads and writes <see cref="Lifecycle"/> as its name in camel case.</summary>
public sealed class LifecycleConverter() : JsonStringEnumConverter<Lifecycle>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
