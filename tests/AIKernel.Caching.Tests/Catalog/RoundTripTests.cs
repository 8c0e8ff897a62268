using System.Buffers;
using System.Reflection;
using AIKernel.Catalog.Caching;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>What a node writes to the shared tier, another reads back equal: for every cached answer of the catalog.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string>();
            foreach (var format in Formats)
                foreach (var (name, _, _) in CachedTypes.Operations) names.Add(name, format);
            return names;
        }
    }

    private static string[] Formats => [CacheDefaultsConfiguration.Json, CacheDefaultsConfiguration.MessagePack];

    [Fact]
    public void Every_cached_operation_is_found() =>
        Assert.Equal(
            [
                "lineage.dependencies", "lineage.graph", "lineage.impact", "relationship.get", "relationship.list",
                "resource.by-ref", "resource.count", "resource.get", "resource.list", "resource.version", "resource.versions",
                "search.autocomplete", "search.search",
            ], CachedTypes.Operations.Select(static one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_with_every_member_set_comes_back_equal(string name, string format) => ComesBackEqual(name, format, full: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_with_everything_left_out_that_may_be_comes_back_equal(string name, string format) => ComesBackEqual(name, format, full: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_absence_comes_back_as_an_absence(string name, string format)
    {
        var (_, answer, serializer) = Operation(name, format);
        byte[] nothing = format == CacheDefaultsConfiguration.Json ? [.. "null"u8] : [0xC0];

        Assert.Equal(nothing, Write(answer, serializer, null));
        if (!Samples.IsList(answer)) Assert.Null(Read(answer, serializer, nothing));
    }

    [Fact]
    public void Formats_share_no_key_and_read_nothing_of_each_other()
    {
        foreach (var (json, packed) in CachedTypes.Operations.Zip(CachedTypes.OperationsIn(CacheDefaultsConfiguration.MessagePack)))
        {
            Assert.NotEqual(Fingerprint(json.Serializer), Fingerprint(packed.Serializer));
            var value = new Samples(full: true).Make(json.Answer);
            Assert.ThrowsAny<Exception>(() => Read(json.Answer, json.Serializer, Write(json.Answer, packed.Serializer, value)));
            Assert.ThrowsAny<Exception>(() => Read(json.Answer, packed.Serializer, Write(json.Answer, json.Serializer, value)));
        }
    }

    [Fact]
    public void A_full_sample_leaves_no_member_at_its_default()
    {
        foreach (var type in new[] { typeof(Resource), typeof(ResourceVersion), typeof(Relationship), typeof(DependencyGraph), typeof(LineageImpact) })
        {
            var (full, empty) = (new Samples(full: true).Make(type), new Samples(full: false).Make(type));
            foreach (var property in type.GetProperties().Where(static property => property.CanWrite))
                Assert.NotEqual(property.GetValue(empty), property.GetValue(full));
        }
    }

    private static void ComesBackEqual(string name, string format, bool full)
    {
        var (_, answer, serializer) = Operation(name, format);
        var value = new Samples(full).Make(answer);

        var bytes = Write(answer, serializer, value);
        var read = Read(answer, serializer, bytes)!;

        Assert.Equal(value, read);
        // References compare without regard to case and records without regard to what they do not hold: the bytes do not.
        Assert.Equal(bytes, Write(answer, serializer, read));
        Assert.NotSame(value, read);
    }

    private static (string Name, Type Answer, object Serializer) Operation(string name, string format) => CachedTypes.OperationsIn(format).Single(one => one.Name == name);

    private static string Fingerprint(object serializer) => (string)serializer.GetType().GetProperty("Fingerprint")!.GetValue(serializer)!;

    private static byte[] Write(Type answer, object serializer, object? value) => (byte[])Call(nameof(WriteOf), answer, serializer, value)!;

    private static object? Read(Type answer, object serializer, byte[] bytes) => Call(nameof(ReadOf), answer, serializer, bytes);

    private static object? Call(string method, Type answer, params object?[] arguments) =>
        typeof(RoundTripTests).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(answer)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static byte[] WriteOf<T>(ICacheSerializer<T> serializer, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(output, value);
        return output.WrittenSpan.ToArray();
    }

    private static T ReadOf<T>(ICacheSerializer<T> serializer, byte[] bytes) => serializer.Deserialize(bytes);
}
