using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Serialization;

namespace AIKernel.Caching.Tests.Serialization;

/// <summary>One writer a thread serves every serialization, also those within another and those after a fault.</summary>
public sealed class JsonSerializerTests
{
    [Fact]
    public void Text_is_written_with_the_fewest_escapes() =>
        Assert.Equal("\"é 漢 <b> & 'x' \\\" \\\\\"", Write("é 漢 <b> & 'x' \" \\"));

    [Fact]
    public void A_converter_may_serialize_something_of_its_own() =>
        Assert.Equal("""{"Inner":"{\"Inner\":\"[1,2]\"}"}""", Write(new Outer(new(new([1, 2])))).Replace("\\\\\\", "\\", StringComparison.Ordinal));

    [Fact]
    public void After_a_fault_in_the_middle_the_next_value_is_written_whole()
    {
        Write(1);
        Assert.Throws<InvalidOperationException>(static () => Write(new List<object> { 1, new Faulty() }));

        Assert.Equal("[1,2]", Write(new List<int> { 1, 2 }));
    }

    [Fact]
    public void A_writer_does_not_keep_the_last_output()
    {
        var output = WriteAndForget();
        GC.Collect();

        Assert.False(output.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference WriteAndForget()
    {
        var output = new ArrayBufferWriter<byte>();
        JsonWriters.Serialize(output, 1, TypeInfo<int>());
        return new(output);
    }

    private static string Write<T>(T value)
    {
        var output = new ArrayBufferWriter<byte>();
        new JsonCacheSerializer<T>(TypeInfo<T>()).Serialize(output, value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)JsonSerializerOptions.Default.GetTypeInfo(typeof(T));

    [JsonConverter(typeof(TextConverter<Text>))]
    private sealed record Text(int[] Numbers);

    [JsonConverter(typeof(TextConverter<Middle>))]
    private sealed record Middle(Text Inner);

    private sealed record Outer(Middle Inner);

    /// <summary>Writes what a value holds as a string of JSON, by the same serializer.</summary>
    private sealed class TextConverter<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value switch
            {
                Text text => JsonSerializerTests.Write(text.Numbers),
                Middle middle => JsonSerializerTests.Write(new { middle.Inner }),
                _ => throw new NotSupportedException(),
            });
    }

    [JsonConverter(typeof(FaultyConverter))]
    private sealed class Faulty;

    private sealed class FaultyConverter : JsonConverter<Faulty>
    {
        public override Faulty Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Faulty value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            throw new InvalidOperationException("It cannot be written.");
        }
    }
}
