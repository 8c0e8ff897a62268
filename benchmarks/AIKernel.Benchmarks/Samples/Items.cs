using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace AIKernel.Benchmarks.Samples;

/// <summary>Makes items; the same number gives the same item on every run and in every process.</summary>
internal static class Items
{
    /// <summary>The size of an item in the table of the shared tier, as JSON.</summary>
    public const int Bytes = 1200;

    private const int PerPage = 50;
    private static readonly string[] Words = ["runtime", "vision", "speech", "parser", "kernel", "network", "storage", "graph", "token", "vector", "neural", "stream", "codec", "schema", "prompt", "agent", "index", "dataset", "pipeline", "model"];

    public static Guid[] Ids(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(static number => Id(number))];

    public static Guid Id(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        // Spread like random ids, which a dictionary meets in practice, yet readable backwards.
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], unchecked((ulong)number * 0x9E3779B97F4A7C15));
        return new(bytes, bigEndian: true);
    }

    /// <summary>The number that <see cref="Id"/> made this id of.</summary>
    public static long Number(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    /// <summary>An item of some ten words.</summary>
    public static Item Small(Guid id, long version = 1) => New(id, 40, version);

    /// <summary>An item of 1.2 KB.</summary>
    public static Item Full(Guid id) => New(id, Bytes - 280, 1);

    /// <summary>A page of 60 KB.</summary>
    public static ItemPage Page(Guid id)
    {
        var first = Number(id) * PerPage;
        return new([.. Ids(PerPage, (int)first).Select(Full)], $"after-{first + PerPage}");
    }

    public static byte[] Json(Item item) => JsonSerializer.SerializeToUtf8Bytes(item, ItemJson.Default.Item);

    public static byte[] Json(ItemPage page) => JsonSerializer.SerializeToUtf8Bytes(page, ItemJson.Default.ItemPage);

    private static Item New(Guid id, int characters, long version)
    {
        var number = Number(id);
        var random = new Random(HashCode(number));
        var text = new StringBuilder();
        while (text.Length < characters) text.Append(Words[random.Next(Words.Length)]).Append(' ').Append(random.Next(10_000)).Append(' ');
        return new()
        {
            Id = id,
            Name = $"item-{number}",
            Title = $"The {Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]} {number}",
            Description = text.ToString(0, characters),
            Owner = $"team-{number % 40}",
            Keywords = [Words[random.Next(Words.Length)], Words[random.Next(Words.Length)]],
            Version = version,
            UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
        };
    }

    private static int HashCode(long number) => unchecked((int)(number * 31 + 17));
}
