using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Client;

/// <summary>The contract's JSON, generated at compile time. Members that are unknown are passed over; missing ones are faults.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(ResourceVersion))]
[JsonSerializable(typeof(ResourceContent))]
[JsonSerializable(typeof(ResourceItems))]
[JsonSerializable(typeof(Page<ResourceSummary>))]
[JsonSerializable(typeof(Page<ResourceVersion>))]
[JsonSerializable(typeof(Page<Relationship>))]
[JsonSerializable(typeof(Relationship))]
[JsonSerializable(typeof(RelationshipContent))]
[JsonSerializable(typeof(Lineage))]
[JsonSerializable(typeof(Impact))]
[JsonSerializable(typeof(Dependencies))]
[JsonSerializable(typeof(DependencyQuestion))]
[JsonSerializable(typeof(BatchGet))]
[JsonSerializable(typeof(Counts))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(SuggestionList))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext;
