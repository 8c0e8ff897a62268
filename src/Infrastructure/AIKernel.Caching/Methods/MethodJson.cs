using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Methods;

/// <summary>How arguments and answers of cached methods are written. Nothing is left out, so that what is read is what was written.</summary>
internal static class MethodJson
{
    /// <summary>The fewest escapes: what is cached is never part of a page.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonSerializerOptions Options = Create();

    /// <exception cref="NotSupportedException">There is no JSON for this type.</exception>
    /// <exception cref="InvalidOperationException">The type's attributes contradict each other.</exception>
    public static JsonTypeInfo TypeOf(Type type) => Options.GetTypeInfo(type);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = Encoder,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
