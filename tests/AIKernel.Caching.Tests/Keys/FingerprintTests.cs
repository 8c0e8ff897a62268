using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AIKernel.Caching.Serialization;

namespace AIKernel.Caching.Tests.Keys;

/// <summary>The fingerprint of a type is the same everywhere, and another when its serialized shape is another.</summary>
public sealed class FingerprintTests
{
    private sealed record Leaf(int Number, string Text);

    private enum Colour { Red, Green }

    private sealed record Tree(Leaf One, List<Leaf> Many, Colour Colour);

    private sealed record InArray(Leaf[] Items);

    private sealed record InMap(Dictionary<string, Leaf> Items);

    private sealed record InReadOnlyList(IReadOnlyList<Leaf> Items);

    private sealed class Leaves : List<Leaf>;

    private sealed record InOwnCollection(Leaves Items);

    private sealed record Ring(Ring? Next, int Number);

    private readonly record struct Point(int X);

    private sealed record InNullable(Point? At);

    public static TheoryData<Type> Holders => new(typeof(Leaf), typeof(Tree), typeof(InArray), typeof(InMap), typeof(InReadOnlyList), typeof(InOwnCollection), typeof(Leaf[]), typeof(List<Leaf>));

    [Theory]
    [MemberData(nameof(Holders))]
    public void A_member_added_removed_renamed_or_retyped_anywhere_inside_gives_another_fingerprint(Type type)
    {
        var shapes = new[]
        {
            Of(type, static _ => { }),
            Of(type, static leaf => leaf.Properties.Add(leaf.CreateJsonPropertyInfo(typeof(int), "Added"))),
            Of(type, static leaf => leaf.Properties.RemoveAt(0)),
            Of(type, static leaf => leaf.Properties[0].Name = "Renamed"),
            Of(type, static leaf =>
            {
                leaf.Properties.RemoveAt(0);
                leaf.Properties.Insert(0, leaf.CreateJsonPropertyInfo(typeof(long), "Number"));
            }),
        };

        Assert.Equal(shapes.Length, shapes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Each_format_has_a_fingerprint_of_its_own(Type type)
    {
        Assert.NotEqual(Of(type, static _ => { }), Of(type, static _ => { }, format: "msgpack"));
        Assert.NotEqual(Of(type, static leaf => leaf.Properties.RemoveAt(0), format: "msgpack"), Of(type, static _ => { }, format: "msgpack"));
    }

    [Fact]
    public void Serializers_have_the_fingerprint_of_their_type_and_format()
    {
        var type = (JsonTypeInfo<int>)JsonSerializerOptions.Default.GetTypeInfo(typeof(int));

        Assert.Equal("fe2c747d", new JsonCacheSerializer<int>(type).Fingerprint);
        Assert.Equal("18a5b921", new MessagePackCacheSerializer<int>(type).Fingerprint);
    }

    [Fact]
    public void A_struct_behind_a_nullable_counts()
    {
        static string Shape(Action<JsonTypeInfo> change) => Of(typeof(InNullable), change, typeof(Point));

        Assert.NotEqual(Shape(static _ => { }), Shape(static point => point.Properties[0].Name = "Renamed"));
    }

    [Fact]
    public void Different_enums_and_types_have_different_fingerprints() =>
        Assert.Equal(6, new[] { typeof(Leaf), typeof(Tree), typeof(Colour), typeof(DayOfWeek), typeof(int), typeof(long?) }.Select(static type => Of(type, static _ => { })).Distinct().Count());

    [Fact]
    public void A_type_that_contains_itself_has_a_fingerprint() => Assert.Matches("^[0-9a-f]{8}$", Of(typeof(Ring), static _ => { }));

    [Theory]
    [InlineData(typeof(int), "fe2c747d")]
    [InlineData(typeof(long?), "ca0608fb")]
    [InlineData(typeof(string), "971b6092")]
    public void A_fingerprint_is_the_same_on_every_node_and_in_every_process(Type type, string fingerprint) =>
        Assert.Equal(fingerprint, Of(type, static _ => { }));

    private static string Of(Type type, Action<JsonTypeInfo> change, Type? changed = null, string format = "")
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(info => { if (info.Type == (changed ?? typeof(Leaf))) change(info); });
        return TypeShape.Fingerprint(new JsonSerializerOptions { TypeInfoResolver = resolver }.GetTypeInfo(type), format);
    }
}
