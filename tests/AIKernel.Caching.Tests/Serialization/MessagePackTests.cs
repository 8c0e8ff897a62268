using System.Buffers;
using System.Text;
using System.Text.Json;
using AIKernel.Caching.Serialization;
using AIKernel.Caching.Sharing;
using FsCheck;
using FsCheck.Fluent;

namespace AIKernel.Caching.Tests.Serialization;

/// <summary>JSON to MessagePack and back, to the last digit; anything else that calls itself MessagePack is refused.</summary>
public sealed class MessagePackTests
{
    /// <summary>The encodings that the specification prescribes, each in its shortest form.</summary>
    [Theory]
    [InlineData("null", "C0")]
    [InlineData("false", "C2")]
    [InlineData("true", "C3")]
    [InlineData("0", "00")]
    [InlineData("127", "7F")]
    [InlineData("128", "CC80")]
    [InlineData("255", "CCFF")]
    [InlineData("256", "CD0100")]
    [InlineData("65535", "CDFFFF")]
    [InlineData("65536", "CE00010000")]
    [InlineData("4294967295", "CEFFFFFFFF")]
    [InlineData("4294967296", "CF0000000100000000")]
    [InlineData("18446744073709551615", "CFFFFFFFFFFFFFFFFF")]
    [InlineData("-1", "FF")]
    [InlineData("-32", "E0")]
    [InlineData("-33", "D0DF")]
    [InlineData("-128", "D080")]
    [InlineData("-129", "D1FF7F")]
    [InlineData("-32768", "D18000")]
    [InlineData("-32769", "D2FFFF7FFF")]
    [InlineData("-2147483648", "D280000000")]
    [InlineData("-2147483649", "D3FFFFFFFF7FFFFFFF")]
    [InlineData("-9223372036854775808", "D38000000000000000")]
    [InlineData("-0", "CA80000000")]
    [InlineData("1.5", "CA3FC00000")]
    [InlineData("0.1", "CB3FB999999999999A")]
    [InlineData("1E+22", "CB4480F0CF064DD592")]
    [InlineData("\"\"", "A0")]
    [InlineData("\"abc\"", "A3616263")]
    [InlineData("[]", "90")]
    [InlineData("[1,[2],{}]", "930191" + "0280")]
    [InlineData("{}", "80")]
    [InlineData("{\"a\":1,\"b\":null}", "82A16101A162C0")]
    public void A_value_is_encoded_as_specified_and_comes_back(string json, string expected)
    {
        Assert.Equal(expected, Convert.ToHexString(Pack(json)));
        Assert.Equal(json, Unpack(Pack(json)));
    }

    /// <summary>What no integer and no float says in just these characters is kept in them.</summary>
    [Theory]
    [InlineData("1.50")]
    [InlineData("-0.0")]
    [InlineData("1e400")]
    [InlineData("1e5")]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("79228162514264337593543950335")]
    public void A_number_that_is_not_the_shortest_text_of_any_keeps_its_own(string json)
    {
        Assert.Equal(json, Unpack(Pack(json)));
        Assert.Equal(json, Encoding.UTF8.GetString(Pack(json)[^json.Length..]));
    }

    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 2)]
    [InlineData(255, 2)]
    [InlineData(256, 3)]
    [InlineData(65_535, 3)]
    [InlineData(65_536, 5)]
    public void A_string_of_any_length_has_the_shortest_head(int length, int head)
    {
        var json = $"\"{new string('x', length)}\"";

        Assert.Equal(length + head, Pack(json).Length);
        Assert.Equal(json, Unpack(Pack(json)));
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 3)]
    [InlineData(65_535, 3)]
    [InlineData(65_536, 5)]
    public void A_container_of_any_size_has_the_shortest_head(int count, int head)
    {
        var array = $"[{string.Join(',', Enumerable.Repeat("[7]", count))}]";
        var map = $"{{{string.Join(',', Enumerable.Range(0, count).Select(static n => $"\"{n:x5}\":7"))}}}";

        Assert.Equal((head + 2 * count, head + 7 * count), (Pack(array).Length, Pack(map).Length));
        Assert.Equal(array, Unpack(Pack(array)));
        Assert.Equal(map, Unpack(Pack(map)));
    }

    [Theory]
    [InlineData("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\"", "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\"")]
    [InlineData("\"\\u00e9\\u6f22\\ud83d\\ude00\\/\"", "\"é漢😀/\"")]
    [InlineData("{\"\\u0061\\n\":\"\\u0062\"}", "{\"a\\n\":\"b\"}")]
    public void Strings_come_back_with_the_fewest_escapes(string json, string expected) => Assert.Equal(expected, Unpack(Pack(json)));

    [Fact]
    public void Whatever_the_serializer_writes_comes_back_byte_for_byte() => Prop.ForAll(
        ArbMap.Default.ArbFor<(Dictionary<string, double> Numbers, List<(long, ulong, float)> Rows, string? Text)>(),
        ArbMap.Default.ArbFor<(decimal Amount, string[] Words, bool? Flag, DateTimeOffset At)>(),
        static (one, other) =>
        {
            // Names and texts that are not Unicode cannot be written as JSON, nor can numbers that are none.
            if (one.Numbers.Values.Any(static value => !double.IsFinite(value)) || one.Rows.Any(static row => !float.IsFinite(row.Item3))) return;
            var value = new { one.Numbers, Rows = one.Rows.Select(static row => new { row.Item1, row.Item2, row.Item3 }), one.Text, other };
            using var json = new PooledBufferWriter(100);
            JsonWriters.Serialize(json, value, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<object>)JsonSerializerOptions.Default.GetTypeInfo(typeof(object)));
            var text = Encoding.UTF8.GetString(json.Written);

            using var expected = JsonDocument.Parse(text);
            using var actual = JsonDocument.Parse(Unpack(Pack(text)));
            Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), text);
            Assert.Equal(Pack(text), Pack(Unpack(Pack(text))));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("C0C0", "two values")]
    [InlineData("C1", "the code that is never used")]
    [InlineData("C403010203", "binary")]
    [InlineData("D6FF00000000", "a timestamp")]
    [InlineData("D40078", "an extension of ours with what is no number")]
    [InlineData("D40122", "an extension of another type")]
    [InlineData("CA7FC00000", "not a number")]
    [InlineData("CB7FF0000000000000", "infinity")]
    [InlineData("810102", "a key that is no string")]
    [InlineData("81A161", "a map without its last value")]
    [InlineData("9201", "an array without its last value")]
    [InlineData("A56162", "a string that ends too soon")]
    [InlineData("CF00", "a number that ends too soon")]
    [InlineData("DBFFFFFFFF61", "a string longer than memory")]
    [InlineData("DDFFFFFFFFC0", "an array longer than memory")]
    [InlineData("DF00000010", "a map of nothing")]
    public void What_is_not_one_value_of_JSON_is_refused(string bytes, string what)
    {
        Assert.NotEmpty(what);
        Assert.Throws<InvalidDataException>(() => Unpack(Convert.FromHexString(bytes)));
    }

    [Fact]
    public void Depth_is_bounded_both_ways()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);

        Assert.Equal(Nested(64), Unpack(Pack(Nested(64))));
        Assert.ThrowsAny<JsonException>(() => Pack(Nested(65)));
        Assert.Throws<InvalidDataException>(() => Unpack([.. Enumerable.Repeat((byte)0x91, 64), 0x90]));
        Assert.Throws<InvalidDataException>(() => Unpack([.. Enumerable.Repeat((byte)0x91, 1_000_000)]));
    }

    [Fact]
    public void The_serializer_writes_null_as_nil_and_reads_nothing_but_its_type()
    {
        var serializer = new MessagePackCacheSerializer<string?>((System.Text.Json.Serialization.Metadata.JsonTypeInfo<string?>)(object)JsonSerializerOptions.Default.GetTypeInfo(typeof(string)));
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(output, null);

        Assert.Equal([0xC0], output.WrittenSpan.ToArray());
        Assert.Null(serializer.Deserialize([0xC0]));
        Assert.Equal("a", serializer.Deserialize([0xA1, (byte)'a']));
        Assert.ThrowsAny<Exception>(() => serializer.Deserialize([0x07]));
        Assert.ThrowsAny<Exception>(() => serializer.Deserialize("\"json\""u8));
        Assert.ThrowsAny<Exception>(() => serializer.Deserialize([0xA1, 0xFF])); // not UTF-8
    }

    private static byte[] Pack(string json)
    {
        using var output = new PooledBufferWriter(16);
        MessagePackWriter.Write(Encoding.UTF8.GetBytes(json), output, 64);
        return output.Written.ToArray();
    }

    private static string Unpack(byte[] bytes)
    {
        using var json = new PooledBufferWriter(16);
        MessagePackReader.Read(bytes, json, 64);
        return Encoding.UTF8.GetString(json.Written);
    }
}
