using System.Text.Json.Nodes;
using AIKernel.Catalog.Validation;
using AIKernel.Catalog.Values;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Http;

/// <summary>
/// A set of words, each of which must pass a test: given repeatedly, or joined by commas, which no such word holds.
/// </summary>
/// <param name="name">The parameter's name.</param>
/// <param name="description">For the contract.</param>
/// <param name="maxCount">How many distinct words at most.</param>
/// <param name="code">The fault's code for a word that fails.</param>
/// <param name="isWord">The test.</param>
/// <param name="words">Every word that passes, where they can be listed.</param>
internal sealed class SetParameter(
    string name, string description, int maxCount, string code, Func<string, KindRegistry, bool> isWord, Func<KindRegistry, IEnumerable<string>>? words = null)
    : QueryParameter<ValueList<string>>(name, description, [])
{
    public override bool IsRepeatable => true;

    public override OpenApiSchema Describe(KindRegistry kinds) => new()
    {
        Type = JsonSchemaType.Array,
        MaxItems = maxCount,
        Items = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = words is null ? null : [.. words(kinds).Select(static word => (JsonNode)JsonValue.Create(word)!)],
        },
    };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        var set = given.SelectMany(static pair => pair.Value.Split(',')).ToValueSet();
        if (set.Count > maxCount) reading.Refuse(Name, FaultCodes.TooMany, $"At most {maxCount}.");
        else if (set.Any(word => !isWord(word, reading.Kinds))) reading.Refuse(Name, code, "One of the values is not possible here.");
        return set;
    }
}

/// <summary><c>label.K=V</c>, each K once.</summary>
internal sealed class LabelsParameter(string description) : QueryParameter<ValueMap>("label.", description, ValueMap.Empty)
{
    private const int MaxLabels = 64;
    private const int MaxKeyLength = 253;
    private const int MaxValueLength = 255;

    public override bool IsPrefix => true;

    public override OpenApiSchema Describe(KindRegistry kinds) => new()
    {
        Type = JsonSchemaType.String,
        MaxLength = MaxValueLength,
    };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        if (given.Count > MaxLabels) reading.Refuse(Name + "*", FaultCodes.TooMany, $"At most {MaxLabels} labels.");
        foreach (var pair in given)
        {
            if (pair.Name.Length == Name.Length) reading.Refuse(pair.Name, FaultCodes.Required, "The label's key is missing.");
            else if (pair.Name.Length > Name.Length + MaxKeyLength) reading.Refuse(pair.Name[..64] + "…", FaultCodes.TooLong, $"A key has at most {MaxKeyLength} characters.");
            else if (pair.Value.Length > MaxValueLength) reading.Refuse(pair.Name, FaultCodes.TooLong, $"At most {MaxValueLength} characters.");
        }
        return ValueMap.Create(given.Select(pair => KeyValuePair.Create(pair.Name[Name.Length..], pair.Value)));
    }
}
