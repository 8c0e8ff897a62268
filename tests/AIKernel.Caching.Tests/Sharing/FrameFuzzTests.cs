using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Reading;
using AIKernel.Caching.Sharing;
using AIKernel.TestKit.Caching;
using Xunit.Abstractions;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>
/// Whatever lies in the shared tier, reading it ends in a verdict: nothing is thrown, and little is allocated. A failing
/// run is replayed with its seed in <c>FRAME_FUZZ_SEED</c>.
/// </summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const string Key = "aikernel_:v1.0123abcd:test:fuzz";
    private const int Rounds = 30_000;
    private const int MaxValueBytes = 64 * 1024;
    private const int MostAllocated = 8 * MaxValueBytes;

    private sealed record Node(string Name, long? Number, double Weight, Dictionary<string, string>? Labels, Node[]? Children);

    private static readonly int[] Edges = [0, 1, -1, 15, 16, 255, 256, MaxValueBytes, MaxValueBytes + 1, int.MaxValue - 1, int.MaxValue, int.MinValue, int.MinValue + 1];

    [Fact]
    public async Task Random_bytes_are_a_miss() => await FuzzAsync((random, _) =>
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return (bytes, MayBeValid: false);
    }, FrameVerdict.Truncated, FrameVerdict.Foreign);

    [Fact]
    public async Task A_changed_frame_is_a_miss_unless_its_checksum_is_right() => await FuzzAsync(static (random, frames) =>
    {
        var frame = frames[random.Next(frames.Length)];
        var bytes = Mutate(random, frame, frames);
        return (bytes, MayBeValid: frames.Any(good => good.AsSpan().SequenceEqual(bytes)));
    }, FrameVerdict.Checksum, FrameVerdict.Truncated, FrameVerdict.Version);

    [Fact]
    public async Task A_changed_frame_with_a_right_checksum_is_read_or_refused_and_never_thrown_at_anybody() => await FuzzAsync(static (random, frames) =>
    {
        var frame = frames[random.Next(frames.Length)];
        var bytes = Frames.Reseal(Mutate(random, frame, frames));
        // Nothing but the key makes an encrypted frame.
        return (bytes, MayBeValid: bytes.Length < 6 || bytes[5] < 128 || frames.Any(good => good.AsSpan().SequenceEqual(bytes)));
    }, FrameVerdict.Valid, FrameVerdict.Payload, FrameVerdict.Forged, FrameVerdict.UnknownKey, FrameVerdict.TooLarge, FrameVerdict.Key, FrameVerdict.Expired, FrameVerdict.Invalidated);

    [Fact]
    public async Task A_right_header_around_any_payload_is_read_or_refused_and_never_thrown_at_anybody() => await FuzzAsync(static (random, _) =>
    {
        var payload = Bomb(random);
        var packing = (PayloadCompression)random.Next(3);
        var unpacked = random.Next(4) == 0 ? Math.Abs(Edges[random.Next(Edges.Length)] % (MaxValueBytes + 1)) : payload.Length;
        var packed = new byte[payload.Length + 100];
        if (random.Next(3) > 0 && PayloadPacking.TryPack(packing, payload, packed, out var written)) payload = packed[..written];
        return (Frames.Make(Key, new(new(1, 1_000), AnyTime(random), AnyTime(random), AnyTime(random)), payload, packing: packing, unpacked: unpacked), MayBeValid: true);
    }, FrameVerdict.Payload, FrameVerdict.Expired);

    private async Task FuzzAsync(Func<Random, byte[][], (byte[] Bytes, bool MayBeValid)> make, params FrameVerdict[] expected)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FRAME_FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : Random.Shared.Next();
        output.WriteLine($"FRAME_FUZZ_SEED={seed}");
        var random = new Random(seed);
        await using var world = new CacheWorld();
        var node = await world.StartNodeAsync(options: new() { MaxValueBytes = MaxValueBytes, Encryption = new("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] }) });
        var codecs = Codecs(node);
        var frames = GoodFrames(node, codecs);
        var seen = new HashSet<FrameVerdict>();
        for (var round = 0; round < Rounds; round++)
        {
            var (bytes, mayBeValid) = make(random, frames);
            var codec = codecs[round % codecs.Length];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var verdict = codec.Decode("k", bytes, Key, out var entry);
                seen.Add(verdict);
                if (entry is null != (verdict != FrameVerdict.Valid) || (verdict == FrameVerdict.Valid && !mayBeValid)) Assert.Fail($"{verdict}");
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (allocated > MostAllocated) Assert.Fail($"{allocated} bytes were allocated for {bytes.Length}");
            }
            catch (Exception fault)
            {
                Assert.Fail($"FRAME_FUZZ_SEED={seed}, round {round}: {fault}\n{Convert.ToHexString(bytes)}");
            }
        }
        // Otherwise the mutations do not get as far as they should.
        Assert.Superset(expected.ToHashSet(), seen);
    }

    private static EntryCodec<string, Node?, ManualKernelClock>[] Codecs(CacheHarness node) =>
    [
        node.CodecOf(new JsonCacheSerializer<Node?>(TypeInfo)),
        node.CodecOf(new MessagePackCacheSerializer<Node?>(TypeInfo)),
    ];

    private static JsonTypeInfo<Node?> TypeInfo => (JsonTypeInfo<Node?>)(object)JsonSerializerOptions.Default.GetTypeInfo(typeof(Node));

    /// <summary>Of every packing and format, with tags and without, encrypted and not.</summary>
    private static byte[][] GoodFrames(CacheHarness node, EntryCodec<string, Node?, ManualKernelClock>[] readers)
    {
        var value = new Node("root", 7, 0.25, new() { ["a"] = "b\n" }, [.. Enumerable.Range(0, 40).Select(static n => new Node($"child {n}", -n, n * 1.1, null, n % 7 == 0 ? [] : null))]);
        var frames = new List<byte[]>();
        foreach (ICacheSerializer<Node?> serializer in (ICacheSerializer<Node?>[])[new JsonCacheSerializer<Node?>(TypeInfo), new MessagePackCacheSerializer<Node?>(TypeInfo)])
            foreach (var packing in Enum.GetValues<PayloadCompression>())
                foreach (var encrypted in new[] { false, true })
                    foreach (var tags in new[] { 0, 3 })
                    {
                        var policy = EntryPolicy.Of(TimeSpan.FromHours(1)) with { Compression = packing, Sensitive = encrypted };
                        frames.Add(node.CodecOf(serializer, policy, (set, _, _) => { for (var i = 0; i < tags; i++) set.Add($"tag {i}"); }).FrameOf(node, value, Key));
                    }
        Assert.All(frames, frame => Assert.Contains(readers, codec => codec.Decode("k", frame, Key, out _) == FrameVerdict.Valid));
        return [.. frames];
    }

    private static byte[] Mutate(Random random, byte[] frame, byte[][] frames)
    {
        var bytes = (byte[])frame.Clone();
        for (var times = random.Next(1, 4); times > 0; times--)
            switch (random.Next(6))
            {
                case 0: bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256); break;
                case 1: bytes = bytes[..random.Next(1, bytes.Length + 1)]; break;
                case 2: if (bytes.Length >= 88) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(72 + 4 * random.Next(3)), Edges[random.Next(Edges.Length)]); break;
                case 3: if (bytes.Length >= 88) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * random.Next(1, 7)), AnyTime(random)); break;
                case 4: bytes = [.. bytes, .. new byte[random.Next(20)]]; break;
                default:
                    var other = frames[random.Next(frames.Length)];
                    var at = random.Next(Math.Min(bytes.Length, other.Length));
                    bytes = [.. bytes[..at], .. other[at..]];
                    break;
            }
        return bytes;
    }

    /// <summary>Deep, wide and lying payloads in either format.</summary>
    private static byte[] Bomb(Random random) => random.Next(8) switch
    {
        0 => [.. Enumerable.Repeat((byte)'[', random.Next(1, 50_000))],
        1 => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"Children\":[", random.Next(1, 3_000)))),
        2 => [.. Enumerable.Repeat((byte)0x91, random.Next(1, 50_000))],
        3 => [0xDD, 0xFF, 0xFF, 0xFF, 0xFF, .. Enumerable.Repeat((byte)0xC0, random.Next(100))],
        4 => [0xDF, 0x7F, 0xFF, 0xFF, 0xFF, 0xA4, .. "Name"u8],
        5 => [0xDB, 0xFF, 0xFF, 0xFF, 0xFF, .. "abc"u8],
        6 => [.. "{\"Name\":\""u8, .. RandomBytes(random), .. "\"}"u8],
        _ => RandomBytes(random),
    };

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static long AnyTime(Random random) => random.Next(5) switch
    {
        0 => long.MinValue,
        1 => long.MaxValue,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        3 => 0,
        _ => new ManualTimeProvider().GetUtcNow().AddMinutes(random.Next(-100, 100)).ToUnixTimeMilliseconds(),
    };
}
