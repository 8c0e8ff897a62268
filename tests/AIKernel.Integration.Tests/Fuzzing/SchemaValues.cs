using System.Text.Json;
using System.Text.Json.Nodes;

namespace AIKernel.Integration.Tests.Fuzzing;

/// <summary>
/// Values made from the contract's schemas: of the shape that a schema asks for, save where <paramref name="strangeness"/>
/// has one of another put in its place, left out or added. The same random numbers give the same values.
/// </summary>
/// <param name="contract">The OpenAPI document.</param>
/// <param name="random">Where chance comes from.</param>
/// <param name="strangeness">How likely each value is a strange one, 0 to 1.</param>
/// <param name="known">Texts that mean something to the host: ids and references of rows.</param>
internal sealed class SchemaValues(JsonElement contract, Random random, double strangeness, Func<string[]> known)
{
    private const int Deepest = 6;
    private const int ShortestReference = 5;

    private static readonly string[] Texts =
    [
        "", " ", "*", "%", "'", "\"", "\\", "{}", "[]", "null", "-1", "1e999", "9223372036854775808", "NaN", "\u0000", "\u0007", "a\nb", "\u202e", "💡", "e\u0301", "\ufffd", "../../etc/passwd", "a//b",
        "javascript:alert(1)", "https://example.com/?a=b", "'; drop table catalog.resources; --", "$1", "{0}", "a&b=c", "x,y,,z", ":", "model:", "model:a/b;v=0", "1h", "-5m", "permanent", "write-behind", new('x', 300), new('é', 5_000),
    ];

    /// <summary>A value for this schema, or a strange one.</summary>
    public JsonNode? Of(JsonElement schema, int depth = 0)
    {
        if (Chance(strangeness)) return Strange(depth);
        if (schema.TryGetProperty("$ref", out var reference)) return Of(Named(reference.GetString()!), depth);
        if (schema.TryGetProperty("oneOf", out var options)) return Of(Pick([.. options.EnumerateArray()]), depth);
        if (schema.TryGetProperty("enum", out var names)) return JsonNode.Parse(Pick([.. names.EnumerateArray()]).GetRawText());
        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, depth),
            "integer" or "number" => Number(schema),
            "boolean" => Chance(0.5),
            "null" => null,
            "string" => Text(schema),
            _ => Strange(depth),
        };
    }

    /// <summary>A text for a place in an address or a header.</summary>
    public string Word(JsonElement schema) => Of(schema) switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        null => "null",
        JsonArray { Count: > 0 } many => string.Join(',', many.Select(static one => one?.ToString() ?? "")),
        var other => other.ToJsonString(),
    };

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private JsonElement Named(string reference) => contract.GetProperty("components").GetProperty("schemas").GetProperty(reference.Split('/')[^1]);

    private string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? "object" : Pick("string", "integer", "object", "array", "boolean", "null");
        return type.ValueKind == JsonValueKind.Array ? Pick([.. type.EnumerateArray()]).GetString()! : type.GetString()!;
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var value = new JsonObject();
        if (depth >= Deepest) return value;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static name => name.GetString()!).ToHashSet() : [];
        if (schema.TryGetProperty("properties", out var properties))
            foreach (var property in properties.EnumerateObject())
                if (required.Contains(property.Name) ? !Chance(strangeness) : Chance(0.4)) value[property.Name] = Of(property.Value, depth + 1);
        if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            for (var more = random.Next(0, 3); more > 0; more--) value[$"k{random.Next(5)}"] = Of(others, depth + 1);
        if (Chance(strangeness)) value[Pick(Texts)] = Strange(depth + 1);
        return value;
    }

    private JsonArray Array(JsonElement schema, int depth)
    {
        if (depth >= Deepest) return [];
        var least = schema.TryGetProperty("minItems", out var minimum) ? minimum.GetInt32() : 0;
        var items = schema.TryGetProperty("items", out var of) ? of : default;
        return [.. Enumerable.Range(0, Math.Max(least, random.Next(0, 4))).Select(_ => items.ValueKind == JsonValueKind.Object ? Of(items, depth + 1) : Strange(depth + 1))];
    }

    private JsonNode Number(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetDouble() : -3;
        var most = schema.TryGetProperty("maximum", out var maximum) ? maximum.GetDouble() : least + 50;
        return (long)(Chance(0.2) ? least : Chance(0.1) ? most : least + random.NextDouble() * Math.Min(most - least, 50));
    }

    private string Text(JsonElement schema)
    {
        var least = schema.TryGetProperty("minLength", out var minimum) ? minimum.GetInt32() : schema.TryGetProperty("pattern", out _) ? 1 : 0;
        var format = schema.TryGetProperty("format", out var told) ? told.GetString() : null;
        var meaningful = known().Where(text => format == "uuid" ? Guid.TryParse(text, out _) : text.Length >= least).ToArray();
        // What must be this long is an id or a reference; elsewhere one is a text like any other.
        if (meaningful.Length > 0 && Chance(format == "uuid" || least >= ShortestReference ? 0.8 : 0.1)) return Pick(meaningful);
        return format switch
        {
            "uuid" => new Guid(Bytes(16)).ToString(),
            "uri" => "https://example.com/" + random.Next(10),
            "date-time" => "2026-01-01T00:00:00Z",
            _ when schema.TryGetProperty("examples", out var examples) => Pick([.. examples.EnumerateArray()]).ToString(),
            _ => new string('a', least) + Pick("", "b", "c1", "1"),
        };
    }

    private JsonNode? Strange(int depth) => random.Next(depth < Deepest ? 8 : 5) switch
    {
        0 => null,
        1 => Pick<JsonNode>(-1, 0, long.MaxValue, 1e300, 0.5),
        2 => Chance(0.5),
        3 or 4 => Pick(Texts),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Strange(depth + 1))]),
        6 => new JsonObject { [Pick(Texts)] = Strange(depth + 1) },
        _ => Nested(random.Next(1, 100)),
    };

    private static JsonNode Nested(int levels)
    {
        JsonNode value = 1;
        for (var level = 0; level < levels; level++) value = new JsonArray(value);
        return value;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
