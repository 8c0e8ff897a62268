using System.Reflection;
using System.Text;
using System.Text.Json;
using AIKernel.Caching.Sharing;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Methods;

/// <summary>
/// The arguments of a call as one JSON object, names in ordinal order: the key in memory, and all that a load knows of the
/// call. So nothing can influence an answer that is not in its key, and nobody's later change of a list reaches a refresh.
/// </summary>
internal sealed class CallForm
{
    /// <summary>Calls with longer arguments are not cached: what memory holds of keys is bounded by this.</summary>
    public const int MaxBytes = 4096;

    private const int ExpectedBytes = 256;
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = MethodJson.Encoder, SkipValidation = true };

    private readonly record struct Part(string Name, int Position, JsonTypeInfo Type);

    private readonly Part[] _parts;
    private readonly int _count, _token = -1;

    public CallForm(MethodInfo method)
    {
        var parameters = method.GetParameters();
        _count = parameters.Length;
        foreach (var parameter in parameters)
            if (IsToken(parameter)) _token = parameter.Position;
        _parts = [.. parameters.Where(static one => !IsToken(one)).OrderBy(static one => one.Name, StringComparer.Ordinal)
            .Select(static one => new Part(one.Name!, one.Position, MethodJson.TypeOf(one.ParameterType)))];
    }

    /// <summary>Names and types of what is in the key, in its order.</summary>
    public string Signature => string.Join(',', _parts.Select(static part => $"{part.Name}:{part.Type.Type}"));

    public static bool IsToken(ParameterInfo parameter) => parameter.ParameterType == typeof(CancellationToken);

    /// <summary>The caller's token; none where the method takes none.</summary>
    public CancellationToken TokenIn(object?[] arguments) => _token < 0 ? default : (CancellationToken)arguments[_token]!;

    /// <summary>The call's text; null where it is too long, or holds text that JSON cannot tell.</summary>
    public string? Write(object?[] arguments)
    {
        if (_parts.Length == 0) return "{}";
        using var bytes = new PooledBufferWriter(ExpectedBytes);
        using (var json = new Utf8JsonWriter(bytes, WriterOptions))
        {
            json.WriteStartObject();
            foreach (var part in _parts)
            {
                json.WritePropertyName(part.Name);
                JsonSerializer.Serialize(json, arguments[part.Position], part.Type);
            }
            json.WriteEndObject();
        }
        if (bytes.Length > MaxBytes) return null;
        var text = Encoding.UTF8.GetString(bytes.Written);
        // An unpaired surrogate is written as the replacement character, and must not share its key.
        return text.Contains('\uFFFD') || text.Contains("\\uFFFD", StringComparison.Ordinal) ? null : text;
    }

    /// <summary>The arguments of a call's text, with this token.</summary>
    public object?[] Read(string text, CancellationToken cancellationToken)
    {
        var arguments = new object?[_count];
        if (_token >= 0) arguments[_token] = cancellationToken;
        using var document = JsonDocument.Parse(text);
        foreach (var part in _parts) arguments[part.Position] = document.RootElement.GetProperty(part.Name).Deserialize(part.Type);
        return arguments;
    }

    /// <summary>Adds name and value of every argument that is not null. A parameter has one kind of JSON, so a text never imitates a number.</summary>
    public static void WriteKey(KeyParameters key, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var argument in document.RootElement.EnumerateObject())
        {
            if (argument.Value.ValueKind == JsonValueKind.Null) continue;
            key.Add(argument.Name).Add(argument.Value.ValueKind == JsonValueKind.String ? argument.Value.GetString()! : argument.Value.GetRawText());
        }
    }
}
