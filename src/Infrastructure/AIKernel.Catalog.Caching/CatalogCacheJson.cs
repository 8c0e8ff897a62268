using System.Text.Json.Serialization;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Caching;

/// <summary>How cached answers are written in the shared tier.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(Page<ResourceSummary>))]
[JsonSerializable(typeof(ResourceCounts))]
[JsonSerializable(typeof(Page<ResourceVersion>))]
[JsonSerializable(typeof(ResourceVersion))]
[JsonSerializable(typeof(Relationship))]
[JsonSerializable(typeof(Page<Relationship>))]
[JsonSerializable(typeof(LineageGraph))]
[JsonSerializable(typeof(LineageImpact))]
[JsonSerializable(typeof(DependencyGraph))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(ValueList<Suggestion>))]
// What value lists hold: their converter asks for element and array by type.
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Guid[]))]
[JsonSerializable(typeof(ValueList<Guid>[]))]
[JsonSerializable(typeof(Link[]))]
[JsonSerializable(typeof(ValueCount[]))]
[JsonSerializable(typeof(ResourceSummary[]))]
[JsonSerializable(typeof(ResourceVersion[]))]
[JsonSerializable(typeof(Relationship[]))]
[JsonSerializable(typeof(LineageNode[]))]
[JsonSerializable(typeof(LineageEdge[]))]
[JsonSerializable(typeof(Suggestion[]))]
internal sealed partial class CatalogCacheJson : JsonSerializerContext;
