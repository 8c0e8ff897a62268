using System.Text.Json;
using System.Text.RegularExpressions;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Holds JSON against the schemas of the contract: the part of JSON Schema that the contract uses, and it fails on any other.</summary>
internal sealed class JsonShape(JsonElement contract)
{
    private static readonly HashSet<string> Annotations = ["description", "examples", "default", "format"];

    /// <summary>What is wrong, each as a place and a reason; empty when the value has the shape.</summary>
    public List<string> Check(JsonElement value, JsonElement schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    private void Check(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            if (Annotations.Contains(rule.Name)) continue;
            if (!Holds(value, rule, schema, at, faults)) faults.Add($"{at}: {rule.Name} {rule.Value.GetRawText()} does not hold for {value.GetRawText()}");
        }
    }

    private bool Holds(JsonElement value, JsonProperty rule, JsonElement schema, string at, List<string> faults) => rule.Name switch
    {
        "$ref" => Follow(value, rule.Value.GetString()!, at, faults),
        "oneOf" => rule.Value.EnumerateArray().Count(option => Check(value, option).Count == 0) == 1,
        "type" => rule.Value.ValueKind == JsonValueKind.Array ? rule.Value.EnumerateArray().Any(type => Is(value, type.GetString()!)) : Is(value, rule.Value.GetString()!),
        "enum" => rule.Value.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.Value.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.Value.GetDouble(),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() >= rule.Value.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() <= rule.Value.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.Value.GetString()!, RegexOptions.CultureInvariant),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.Value.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.Value.GetInt32(),
        "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= rule.Value.GetInt32(),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= rule.Value.GetInt32(),
        "required" => value.ValueKind != JsonValueKind.Object || rule.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "items" => ForEachItem(value, rule.Value, at, faults),
        "properties" => ForEachMember(value, rule.Value, at, faults),
        "additionalProperties" => ForOthers(value, rule.Value, schema, at, faults),
        var other => throw new NotSupportedException($"The checker does not know {other}."),
    };

    private bool Follow(JsonElement value, string reference, string at, List<string> faults)
    {
        Check(value, contract.GetProperty("components").GetProperty("schemas").GetProperty(reference.Split('/')[^1]), at, faults);
        return true;
    }

    private bool ForEachItem(JsonElement value, JsonElement schema, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        foreach (var (index, item) in value.EnumerateArray().Index()) Check(item, schema, $"{at}[{index}]", faults);
        return true;
    }

    private bool ForEachMember(JsonElement value, JsonElement properties, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        foreach (var property in properties.EnumerateObject())
            if (value.TryGetProperty(property.Name, out var member)) Check(member, property.Value, $"{at}.{property.Name}", faults);
        return true;
    }

    private bool ForOthers(JsonElement value, JsonElement rule, JsonElement schema, string at, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object || rule.ValueKind == JsonValueKind.True) return true;
        var known = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(static property => property.Name).ToHashSet() : [];
        var others = value.EnumerateObject().Where(member => !known.Contains(member.Name)).ToList();
        if (rule.ValueKind == JsonValueKind.False) return others.Count == 0;
        foreach (var member in others) Check(member.Value, rule, $"{at}.{member.Name}", faults);
        return true;
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"The checker does not know the type {type}."),
    };
}
