using System.Buffers;
using System.Reflection;
using AIKernel.Catalog.Relationships;
using AIKernel.Catalog.Resources;

namespace AIKernel.Caching.Tests.Catalog;

/// <summary>What a node writes to the shared tier, another reads back equal: for every cached answer of the catalog.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Names => new(CachedTypes.Operations.Select(static one => one.Name));

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
    public void An_answer_with_every_member_set_comes_back_equal(string name) => ComesBackEqual(name, full: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_answer_with_everything_left_out_that_may_be_comes_back_equal(string name) => ComesBackEqual(name, full: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_absence_comes_back_as_an_absence(string name)
    {
        var (_, answer, serializer) = Operation(name);

        Assert.Equal("null"u8.ToArray(), Write(answer, serializer, null));
        if (!Samples.IsList(answer)) Assert.Null(Read(answer, serializer, "null"u8.ToArray()));
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

    private static void ComesBackEqual(string name, bool full)
    {
        var (_, answer, serializer) = Operation(name);
        var value = new Samples(full).Make(answer);

        var bytes = Write(answer, serializer, value);
        var read = Read(answer, serializer, bytes)!;

        Assert.Equal(value, read);
        // References compare without regard to case and records without regard to what they do not hold: the bytes do not.
        Assert.Equal(bytes, Write(answer, serializer, read));
        Assert.NotSame(value, read);
    }

    private static (string Name, Type Answer, object Serializer) Operation(string name) => CachedTypes.Operations.Single(one => one.Name == name);

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
