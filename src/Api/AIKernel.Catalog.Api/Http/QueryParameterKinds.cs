using System.Globalization;
using System.Text.Json.Nodes;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Http;

/// <summary>Text of bounded length.</summary>
internal sealed class TextParameter(string name, string description, int maxLength) : QueryParameter<string?>(name, description, null)
{
    public override OpenApiSchema Describe(KindRegistry kinds) =>
        new() { Type = JsonSchemaType.String, MaxLength = maxLength, MinLength = IsRequired ? 1 : null };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        var text = given[0].Value;
        if (text.Length > maxLength) reading.Refuse(Name, FaultCodes.TooLong, $"At most {maxLength} characters.");
        else if (text.Length == 0 && IsRequired) reading.Refuse(Name, FaultCodes.Required, "It must not be empty.");
        return text;
    }
}

/// <summary>A whole number in a range.</summary>
internal sealed class NumberParameter(string name, string description, int min, int max, int fallback) : QueryParameter<int>(name, description, fallback)
{
    public override OpenApiSchema Describe(KindRegistry kinds) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = JsonValue.Create((int)Default!),
    };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        if (!int.TryParse(given[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            reading.Refuse(Name, FaultCodes.WrongType, "Expected a whole number in plain digits.");
        else if (number < min || number > max) reading.Refuse(Name, "out-of-range", $"Expected {min} to {max}.");
        return number;
    }
}

/// <summary>One of some words.</summary>
internal sealed class ChoiceParameter<T>(string name, string description, T fallback, params (string Word, T Value)[] choices)
    : QueryParameter<T>(name, description, fallback)
{
    public override OpenApiSchema Describe(KindRegistry kinds) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. choices.Select(choice => (JsonNode)JsonValue.Create(choice.Word)!)],
        Default = choices.Where(choice => Equals(choice.Value, Default)).Select(choice => (JsonNode?)JsonValue.Create(choice.Word)).FirstOrDefault(),
    };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        foreach (var (word, value) in choices)
            if (word == given[0].Value) return value;
        reading.Refuse(Name, FaultCodes.UnknownValue, $"Expected one of {string.Join(", ", choices.Select(static choice => choice.Word))}.");
        return Default;
    }
}

/// <summary>A reference to a resource, without a version unless the route can serve one.</summary>
internal sealed class ReferenceParameter(string name, string description, bool mayNameVersion) : QueryParameter<ResourceReference?>(name, description, null)
{
    public override OpenApiSchema Describe(KindRegistry kinds) => new() { Type = JsonSchemaType.String, MinLength = 5, MaxLength = 400 };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        var reference = reading.References.Read(given[0].Value);
        if (reference.IsValid && reference.Value!.Version is not null && !mayNameVersion)
            reading.Refuse(Name, FaultCodes.Pattern, "A version cannot be named here.");
        foreach (var fault in reference.Faults) reading.Refuse(Name, fault.Code, fault.Message);
        return reference.Value;
    }
}

/// <summary>A resource's kind.</summary>
internal sealed class KindParameter(string name, string description) : QueryParameter<string?>(name, description, null)
{
    public override OpenApiSchema Describe(KindRegistry kinds) =>
        new() { Type = JsonSchemaType.String, Enum = [.. kinds.All.Select(static kind => (JsonNode)JsonValue.Create(kind)!)] };

    internal override object? Read(IReadOnlyList<QueryPair> given, QueryReading reading)
    {
        if (!reading.Kinds.Contains(given[0].Value)) reading.Refuse(Name, FaultCodes.UnknownKind, "The catalog does not know this kind.");
        return given[0].Value;
    }
}
