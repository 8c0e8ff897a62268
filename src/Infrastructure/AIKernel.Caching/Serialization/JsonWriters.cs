using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AIKernel.Caching.Serialization;

/// <summary>One writer of JSON a thread, used again and again.</summary>
internal static class JsonWriters
{
    // What is cached is never part of a page: the fewest escapes are the fewest bytes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _idle;

    /// <summary>Appends the value as JSON.</summary>
    public static void Serialize<T>(IBufferWriter<byte> output, T value, JsonTypeInfo<T> type)
    {
        // Taken, not borrowed: a converter that serializes something of its own gets another.
        var writer = _idle ?? new(Nowhere.Instance, Options);
        _idle = null;
        writer.Reset(output);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        // The thread must not keep the output alive. After a fault the writer is left behind, in whatever state it is.
        writer.Reset(Nowhere.Instance);
        _idle = writer;
    }

    private sealed class Nowhere : IBufferWriter<byte>
    {
        public static Nowhere Instance { get; } = new();

        public void Advance(int count) => throw new NotSupportedException();
        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();
        public Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
    }
}
