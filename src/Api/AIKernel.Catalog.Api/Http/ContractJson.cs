using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIKernel.Catalog.Api.Endpoints;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Search;
using AIKernel.Catalog.Values;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// How the types of the contract are written as JSON, generated at compile time. Element types of value lists are
/// named one by one, because the generator does not look through the lists' own converter.
/// </summary>
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(ResourceVersion))]
[JsonSerializable(typeof(Page<ResourceSummary>))]
[JsonSerializable(typeof(Page<ResourceVersion>))]
[JsonSerializable(typeof(Page<Relationship>))]
[JsonSerializable(typeof(ResourceSummary))]
[JsonSerializable(typeof(Relationship))]
[JsonSerializable(typeof(Link))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(LineageGraph))]
[JsonSerializable(typeof(LineageNode))]
[JsonSerializable(typeof(LineageEdge))]
[JsonSerializable(typeof(DependencyGraph))]
[JsonSerializable(typeof(ValueList<Guid>))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(ValueCount))]
[JsonSerializable(typeof(Suggestion))]
[JsonSerializable(typeof(SuggestionList))]
[JsonSerializable(typeof(ItemList))]
[JsonSerializable(typeof(ImpactAnswer))]
[JsonSerializable(typeof(CountsAnswer))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>The one instance: camelCase, and text as it is, since the answers are UTF-8 and never sniffed.</summary>
    public static ContractJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
