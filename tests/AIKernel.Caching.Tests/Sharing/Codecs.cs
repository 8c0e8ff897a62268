using AIKernel.Caching.Journal;
using AIKernel.Caching.Memory;
using AIKernel.Caching.Reading;
using AIKernel.TestKit.Caching;

namespace AIKernel.Caching.Tests.Sharing;

/// <summary>The codec of an operation that is not bound to anything: values in, frames out, and back.</summary>
internal static class Codecs
{
    public static EntryCodec<string, TValue, ManualKernelClock> CodecOf<TValue>(
        this CacheHarness node,
        ICacheSerializer<TValue> serializer,
        EntryPolicy? policy = null,
        Action<TagSet, string, TValue>? tags = null,
        Func<TValue, long>? weigh = null) =>
        new(new MemoryTier<string, TValue>(node.Memory), new(
            "test.codec",
            policy ?? EntryPolicy.Of(TimeSpan.FromHours(1)),
            serializer,
            tags ?? (static (_, _, _) => { }),
            LifetimeOf: null,
            CompressionOf: null,
            weigh,
            Key: static args => args,
            Load: static (_, _) => throw new NotSupportedException(),
            LoadMany: null,
            node.Metrics.Latency("test.codec")), node.Services);

    /// <summary>The frame of a value, as the shared tier would get it; empty where it would get none.</summary>
    public static byte[] FrameOf<TValue>(this EntryCodec<string, TValue, ManualKernelClock> codec, CacheHarness node, TValue value, string key = "k")
    {
        using var encoded = codec.Encode(key, value, key, StampOf(node));
        return encoded.Frame.ToArray();
    }

    public static JournalStamp StampOf(CacheHarness node) => node.Table.Stamp ?? throw new InvalidOperationException("The node has not read the journal.");
}
