namespace AIKernel.Compat.Tests.Redis;

/// <summary>Values of which every byte follows from a name, so that a reader can check all of them.</summary>
internal static class Payload
{
    internal static byte[] Of(string name, int length)
    {
        var bytes = new byte[length];
        new Random(Seed(name, length)).NextBytes(bytes);
        return bytes;
    }

    internal static void Check(string name, int length, byte[]? actual)
    {
        Assert.NotNull(actual);
        Assert.True(Of(name, length).AsSpan().SequenceEqual(actual), $"{name}: {length} bytes expected, {actual.Length} others came");
    }

    // String hash codes differ from process to process; a failure has to be repeatable.
    private static int Seed(string name, int length) => name.Aggregate(length, static (seed, letter) => unchecked((seed * 31) + letter));
}
