using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>Which calls are the same question.</summary>
public sealed class KeyTests
{
    public enum Size
    {
        Small,
        Large,
    }

    public sealed record Filter(string? Kind, int Limit, IReadOnlyList<string>? Words = null);

    internal interface IQuestions
    {
        [Cached("q", 60, TimeBound = true)] Task<long> TextAsync(string? text);
        [Cached("q", 60, TimeBound = true)] Task<long> NumberAsync(int? number);
        [Cached("q", 60, TimeBound = true)] Task<long> TwoAsync(string? first, string? second);
        [Cached("q", 60, TimeBound = true)] Task<long> SizeAsync(Size size);
        [Cached("q", 60, TimeBound = true)] Task<long> MomentAsync(DateTimeOffset moment, DateTime local, Guid id, double factor);
        [Cached("q", 60, TimeBound = true)] Task<long> FilterAsync(Filter? filter);
        [Cached("q", 60, TimeBound = true)] Task<long> IdsAsync(params int[] ids);
        [Cached("q", 60, TimeBound = true)] Task<long> SameAsync(int left, string right);
        [Cached("q", 60, TimeBound = true)] ValueTask<long> SameAsync(string right, int left);
        [Cached("q", 60, TimeBound = true)] Task<long> SameAsync(string right, int left, CancellationToken token);
        [Cached("q", 60, TimeBound = true)] Task<long> OtherAsync(int id);
        [Cached("q", 60, TimeBound = true)] Task<long> OtherAsync(string id);
        [Cached("q", 60, TimeBound = true)] Task<long> OtherAsync(int? id, int? more);
        [Cached("q", 60, Tags = ["{text}"])] Task<long> NamedAsync(string? text);
    }

    /// <summary>Every load has an answer of its own, so equal answers are one load.</summary>
    private sealed class Questions : IQuestions
    {
        private long _loads;

        public Task<long> TextAsync(string? text) => Next();
        public Task<long> NumberAsync(int? number) => Next();
        public Task<long> TwoAsync(string? first, string? second) => Next();
        public Task<long> SizeAsync(Size size) => Next();
        public Task<long> MomentAsync(DateTimeOffset moment, DateTime local, Guid id, double factor) => Next();
        public Task<long> FilterAsync(Filter? filter) => Next();
        public Task<long> IdsAsync(params int[] ids) => Next();
        public Task<long> SameAsync(int left, string right) => Next();
        public ValueTask<long> SameAsync(string right, int left) => new(Next());
        public Task<long> SameAsync(string right, int left, CancellationToken token) => Next();
        public Task<long> OtherAsync(int id) => Next();
        public Task<long> OtherAsync(string id) => Next();
        public Task<long> OtherAsync(int? id, int? more) => Next();
        public Task<long> NamedAsync(string? text) => Next();

        private Task<long> Next() => Task.FromResult(++_loads);
    }

    private static readonly CancellationTokenSource Somebody = new();
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (Func<IQuestions, Task<long>> One, Func<IQuestions, Task<long>> Other)> Same = new(StringComparer.Ordinal)
    {
        ["overload in another order"] = (static q => q.SameAsync(1, "x"), static q => q.SameAsync("x", 1).AsTask()),
        ["overload with a token"] = (static q => q.SameAsync(1, "x"), static q => q.SameAsync("x", 1, Somebody.Token)),
        ["another token"] = (static q => q.SameAsync("x", 1, Somebody.Token), static q => q.SameAsync("x", 1, default)),
        ["arguments by name"] = (static q => q.TwoAsync("a", "b"), static q => q.TwoAsync(second: "b", first: "a")),
        ["null"] = (static q => q.TextAsync(null), static q => q.TextAsync(null)),
        ["equal records"] = (static q => q.FilterAsync(new("a", 1, ["x", "y"])), static q => q.FilterAsync(new("a", 1, new List<string> { "x", "y" }))),
        ["equal arrays"] = (static q => q.IdsAsync(1, 2), static q => q.IdsAsync([1, 2])),
        ["enum by value"] = (static q => q.SizeAsync(Size.Large), static q => q.SizeAsync((Size)1)),
        ["long text"] = (static q => q.TextAsync(new('x', 3000)), static q => q.TextAsync(new('x', 3000))),
        ["text that needs escapes"] = (static q => q.TextAsync("\"é\u0001\U0001F600"), static q => q.TextAsync("\"é\u0001\U0001F600")),
        ["not a number"] = (static q => q.MomentAsync(Noon, Noon.DateTime, default, double.NaN), static q => q.MomentAsync(Noon, Noon.DateTime, default, double.NaN)),
    };

    private static readonly Dictionary<string, (Func<IQuestions, Task<long>> One, Func<IQuestions, Task<long>> Other)> Different = new(StringComparer.Ordinal)
    {
        ["null and empty"] = (static q => q.TextAsync(null), static q => q.TextAsync("")),
        ["null and the word"] = (static q => q.TextAsync(null), static q => q.TextAsync("null")),
        ["null and default"] = (static q => q.NumberAsync(null), static q => q.NumberAsync(0)),
        ["case"] = (static q => q.TextAsync("a"), static q => q.TextAsync("A")),
        ["exchanged values"] = (static q => q.TwoAsync("a", "b"), static q => q.TwoAsync("b", "a")),
        ["null in another place"] = (static q => q.TwoAsync("a", null), static q => q.TwoAsync(null, "a")),
        ["a name as a value"] = (static q => q.TwoAsync(null, "first"), static q => q.TwoAsync("second", null)),
        ["overload with another type"] = (static q => q.OtherAsync(5), static q => q.OtherAsync("5")),
        ["overload with more"] = (static q => q.OtherAsync(5), static q => q.OtherAsync(5, null)),
        ["another method"] = (static q => q.TextAsync(null), static q => q.NumberAsync(null)),
        ["enum"] = (static q => q.SizeAsync(Size.Small), static q => q.SizeAsync(Size.Large)),
        ["order of a list"] = (static q => q.IdsAsync(1, 2), static q => q.IdsAsync(2, 1)),
        ["one item and its digits"] = (static q => q.IdsAsync(12), static q => q.IdsAsync(1, 2)),
        ["empty list and null"] = (static q => q.FilterAsync(new(null, 1, [])), static q => q.FilterAsync(new(null, 1))),
        ["null record and its defaults"] = (static q => q.FilterAsync(null), static q => q.FilterAsync(new(null, 0))),
        ["a record's text"] = (static q => q.FilterAsync(new("a", 1)), static q => q.FilterAsync(new("a\",\"Limit\":1", 1))),
        ["one tick"] = (static q => q.MomentAsync(Noon, Noon.DateTime, default, 1), static q => q.MomentAsync(Noon.AddTicks(1), Noon.DateTime, default, 1)),
        ["kind of time"] = (static q => q.MomentAsync(Noon, Noon.DateTime, default, 1), static q => q.MomentAsync(Noon, Noon.UtcDateTime, default, 1)),
    };

    public static TheoryData<string> SameNames => new(Same.Keys);
    public static TheoryData<string> DifferentNames => new(Different.Keys);

    [Theory]
    [MemberData(nameof(SameNames))]
    public async Task One_question_is_loaded_once(string name)
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world);
        var questions = node.Services.GetRequiredService<IQuestions>();

        Assert.Equal(1, await Same[name].One(questions));
        Assert.Equal(1, await Same[name].Other(questions));
        Assert.Single(world.Shared.Keys);
    }

    [Theory]
    [MemberData(nameof(DifferentNames))]
    public async Task Two_questions_have_an_answer_each(string name)
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world);
        await using var other = await StartAsync(world, "b");
        var questions = node.Services.GetRequiredService<IQuestions>();

        Assert.Equal(1, await Different[name].One(questions));
        Assert.Equal(2, await Different[name].Other(questions));
        // Nor are they mixed up in the shared tier.
        Assert.Equal(2, world.Shared.Keys.Count);
        Assert.Equal(2, await Different[name].Other(other.Services.GetRequiredService<IQuestions>()));
        Assert.Equal(1, await Different[name].One(other.Services.GetRequiredService<IQuestions>()));
    }

    [Fact]
    public async Task Arguments_too_long_for_a_key_and_texts_that_JSON_cannot_tell_go_to_the_service()
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world);
        var questions = node.Services.GetRequiredService<IQuestions>();

        Assert.Equal((1, 2), (await questions.TextAsync(new('x', 5000)), await questions.TextAsync(new('x', 5000))));
        Assert.Equal((3, 4), (await questions.TextAsync("\udc00"), await questions.TextAsync("\udc00")));
        Assert.Equal((5, 6), (await questions.TextAsync("\ufffd"), await questions.TextAsync("\ufffd")));
        Assert.Equal(0, node.Node.Memory.Entries);
    }

    [Fact]
    public async Task A_null_that_a_tag_should_name_is_not_cached()
    {
        await using var world = new CacheWorld();
        await using var node = await StartAsync(world);
        var questions = node.Services.GetRequiredService<IQuestions>();

        Assert.Equal((1, 2), (await questions.NamedAsync(null), await questions.NamedAsync(null)));
        Assert.Equal((3, 3), (await questions.NamedAsync(""), await questions.NamedAsync("")));
    }

    private static Task<MethodNode> StartAsync(CacheWorld world, string name = "a") =>
        MethodNode.StartAsync(world, static services => services.AddSingleton<IQuestions, Questions>().AddCachedMethods<IQuestions>(), name);
}
