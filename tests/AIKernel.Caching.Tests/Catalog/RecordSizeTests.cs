using System.Buffers;
using AIKernel.Caching.Sharing;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Resources;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>What records of the catalog take in each format and packing.</summary>
public sealed class RecordSizeTests
{
    private static readonly ICacheSerializer<Resource?> Json = Serializer(CacheDefaultsConfiguration.Json), Packed = Serializer(CacheDefaultsConfiguration.MessagePack);

    [Fact]
    public void Every_record_comes_back_equal_in_either_format_and_is_smaller_in_MessagePack()
    {
        Assert.InRange(DemoRecords.All.Count, 20, 10_000);
        foreach (var record in DemoRecords.All)
        {
            var (json, packed) = (Write(Json, record), Write(Packed, record));
            Assert.Equal(record, Json.Deserialize(json));
            Assert.Equal(record, Packed.Deserialize(packed));
            Assert.Equal(json, Write(Json, Packed.Deserialize(packed)));
            Assert.InRange(packed.Length, 1, json.Length * 0.95);
        }
    }

    [Theory]
    [InlineData(PayloadCompression.Gzip)]
    [InlineData(PayloadCompression.Brotli)]
    public void Packing_takes_more_than_60_percent_off_the_text_of_a_page_in_either_format(PayloadCompression how)
    {
        foreach (var serializer in new[] { Json, Packed })
        {
            var page = DemoRecords.All.Take(20).SelectMany(record => Write(serializer, record)).ToArray();
            var destination = new byte[page.Length];

            Assert.True(PayloadPacking.TryPack(how, page, destination, out var written));
            Assert.InRange(written, 1, page.Length * 0.4);
        }
    }

    private static ICacheSerializer<Resource?> Serializer(string format) =>
        (ICacheSerializer<Resource?>)CachedTypes.OperationsIn(format).Single(static one => one.Name == "resource.get").Serializer;

    private static byte[] Write(ICacheSerializer<Resource?> serializer, Resource? value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(output, value);
        return output.WrittenSpan.ToArray();
    }
}
