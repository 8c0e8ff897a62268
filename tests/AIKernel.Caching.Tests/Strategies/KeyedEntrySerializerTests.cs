using System.Buffers;
using System.Text;
using AIKernel.Caching.Strategies;

namespace AIKernel.Caching.Tests.Strategies;

public sealed class KeyedEntrySerializerTests
{
    private static readonly DateTimeOffset End = new(2031, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public static TheoryData<string?, string?, bool> Entries => new() { { "null", null, false }, { "{\"a\": 1}", "policy €", true }, { null, null, false }, { "\"\"", "p", false } };

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_comes_back_equal(string? value, string? policy, bool sensitive)
    {
        var entry = new KeyedEntry(long.MaxValue - 1, value is null ? null : new(Encoding.UTF8.GetBytes(value)), End, policy, sensitive);
        var read = RoundTrip(entry)!;
        Assert.Equal((entry.Sequence, entry.ExpiresAt, entry.Policy, entry.Sensitive), (read.Sequence, read.ExpiresAt, read.Policy, read.Sensitive));
        Assert.Equal(value, read.Value is null ? null : Encoding.UTF8.GetString(read.Value.Utf8.Span));
    }

    [Fact]
    public void That_there_is_none_comes_back_as_that() => Assert.Null(RoundTrip(null));

    [Fact]
    public void Bytes_that_are_no_entry_are_refused()
    {
        foreach (var bytes in new byte[][] { [], [2], [1], [1, 0, 0], [4, .. new byte[18]], [1, .. new byte[18], 7], [3, .. new byte[16], 255, 255], [1, .. Enumerable.Repeat((byte)255, 16), 0, 0] })
            Assert.ThrowsAny<Exception>(() => new KeyedEntrySerializer().Deserialize(bytes));
    }

    private static KeyedEntry? RoundTrip(KeyedEntry? entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new KeyedEntrySerializer().Serialize(buffer, entry);
        return new KeyedEntrySerializer().Deserialize(buffer.WrittenSpan);
    }
}
