using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Http;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>An answer about keyed values: JSON as of now, never kept by caches. Values stand in it to the byte as they were given.</summary>
internal sealed class KeyedResult(ReadOnlyMemory<byte> json) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>One value.</summary>
    public static KeyedResult Of(KeyedAnswer answer) => Written(static (writer, answer) =>
    {
        writer.WriteString("key", answer.Key);
        writer.WritePropertyName("value");
        Write(writer, answer.Value);
        writer.WriteBoolean("hit", answer.Hit);
        writer.WriteString("tier", answer.Tier switch { KeyedTier.Memory => "l1", KeyedTier.Shared => "l2", _ => null });
    }, answer);

    /// <summary>Many values: those that there are, by key.</summary>
    public static KeyedResult Of(IReadOnlyList<KeyedAnswer> answers) => Written(static (writer, answers) =>
    {
        writer.WriteStartObject("results");
        foreach (var answer in answers.Where(static answer => answer.Hit))
        {
            writer.WritePropertyName(answer.Key);
            Write(writer, answer.Value);
        }
        writer.WriteEndObject();
        var hits = answers.Count(static answer => answer.Hit);
        writer.WriteNumber("hits", hits);
        writer.WriteNumber("misses", answers.Count - hits);
    }, answers);

    /// <summary>That something was done, and what.</summary>
    public static KeyedResult Of<T>(Action<Utf8JsonWriter, T> what, T done) => Written(static (writer, all) =>
    {
        writer.WriteBoolean("success", true);
        all.what(writer, all.done);
    }, (what, done));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = CacheControlHeaders.NoStore;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }

    private static KeyedResult Written<T>(Action<Utf8JsonWriter, T> members, T of)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            members(writer, of);
            writer.WriteEndObject();
        }
        return new(buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, KeyedValue? value)
    {
        if (value is null) writer.WriteNullValue();
        else writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
