using System.IO.Compression;
using System.Text;
using AIKernel.Cli.Importing;

namespace AIKernel.Cli.Tests.Importing;

public sealed class GzipTests
{
    [Fact]
    public void Compressed_content_is_known_by_its_first_bytes_whatever_its_name()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("{}"u8);
        stream.Position = 0;

        Assert.True(Gzip.Detect(stream));
        Assert.Equal(0, stream.Position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"op\":\"upsert\"}")]
    public void Plain_content_is_not_taken_for_compressed(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.False(Gzip.Detect(stream));
        Assert.Equal(0, stream.Position);
    }
}
