using AIKernel.Catalog.Values;

namespace AIKernel.Caching.Tests.Catalog;

public sealed class ImmutabilityTests
{
    public static TheoryData<string> Names => new(CachedTypes.Operations.Select(static one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_in_a_cached_answer_can_be_changed(string name) =>
        Assert.Empty(MutabilityFinder.In(CachedTypes.Operations.Single(one => one.Name == name).Answer));

    private sealed record Inner { public int Number { get; set; } }

    private record Open(int Number);

    private sealed record Derived(int Number) : Open(Number);

    private sealed record WithSetter(int Number) { public string Text { get; set; } = ""; }

    private sealed record WithPrivateSetter(int Number) { public string Text { get; private set; } = ""; }

    private sealed record WithList(List<int> Items);

    private sealed record WithInterface(IReadOnlyList<int> Items);

    private sealed record WithArray(int[] Items);

    private sealed record WithInnerSetter(Inner One);

    private sealed record WithInnerSetterInList(ValueList<Inner> Many);

    private sealed record WithOpenMember(Open One);

    private record Base { public int Number { get; set; } }

    private sealed record WithBase : Base;

    private sealed class WithField
    {
        public int Number;
        private int _hidden;

        public int Next() => ++_hidden + Number++;
    }

    private struct Point { public int X { get; set; } }

    private sealed record WithStruct(Point? At);

    private sealed record Fine(int Number, ValueList<ValueList<string>> Lists, Fine? Next) { public DateTimeOffset? At { get; init; } public string Both => $"{Number}"; }

    public static TheoryData<Type> Mutable => new(
        typeof(WithSetter), typeof(WithPrivateSetter), typeof(WithList), typeof(WithInterface), typeof(WithArray), typeof(WithInnerSetter),
        typeof(WithInnerSetterInList), typeof(WithOpenMember), typeof(WithBase), typeof(WithField), typeof(WithStruct), typeof(Derived[]), typeof(int[]), typeof(object));

    [Theory]
    [MemberData(nameof(Mutable))]
    public void Every_way_to_change_something_is_found(Type type) => Assert.NotEmpty(MutabilityFinder.In(type));

    [Fact]
    public void What_cannot_be_changed_is_left_alone() => Assert.Empty(MutabilityFinder.In(typeof(Fine)));

    [Fact]
    public void The_lists_and_maps_of_the_catalog_keep_their_arrays_to_themselves()
    {
        int[] items = [1, 2];
        var list = items.ToValueList();
        items[0] = 9;
        Assert.Equal([1, 2], list);

        var pairs = new[] { new KeyValuePair<string, string>("a", "1") };
        var map = ValueMap.Create(pairs);
        pairs[0] = new("b", "2");
        Assert.Equal("1", map.Find("a"));
        Assert.IsNotAssignableFrom<IList<int>>(list);
    }
}
