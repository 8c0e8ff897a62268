using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIKernel.Caching.Methods;
using AIKernel.TestKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Caching.Tests.Methods;

/// <summary>What cannot be cached is refused when it is registered, all of it at once.</summary>
public sealed class RefusalTests
{
    public record Open(int Number);
    public sealed record Hiding(int Shown) { [JsonIgnore] public int Hidden { get; init; } }
    public sealed record Leaving { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Text { get; init; } }
    internal sealed class WithField(int number) { public int Number = number; }
    public sealed class Changing { public int Number { get; set; } }
    public sealed class Closed { public Closed(int a) => Number = a; public Closed(int a, int b) => Number = a + b; public int Number { get; init; } }
    public sealed record Endless(int Depth, Endless? Next);
    public sealed record Deep(IReadOnlyList<Changing> Items);
    [ImmutableObject(true)] public sealed class Vouched { public int Number { get; set; } }
    public sealed record Tree(int Value, IReadOnlyList<Tree> Children, ImmutableArray<Guid> Ids, DateOnly? Day);

    internal interface ITypes
    {
        [Cached("t", 60, TimeBound = true)] void Nothing();
        [Cached("t", 60, TimeBound = true)] Task NoAnswer();
        [Cached("t", 60, TimeBound = true)] int NotAsync();
        [Cached("t", 60, TimeBound = true)] IAsyncEnumerable<int> Stream();
        [Cached("t", 60, TimeBound = true)] Task<Stream> StreamIn();
        [Cached("t", 60, TimeBound = true)] Task<T> Generic<T>();
        [Cached("t", 60, TimeBound = true)] Task<int> ByReference(ref int number);
        [Cached("t", 60, TimeBound = true)] Task<int> Out(out int number);
        [Cached("t", 60, TimeBound = true)] Task<int> TwoTokens(CancellationToken one, CancellationToken other);
        [Cached("t", 60, TimeBound = true)] Task<int> Anything(object thing);
        [Cached("t", 60, TimeBound = true)] Task<int> Callback(Action action);
        [Cached("t", 60, TimeBound = true)] Task<int> Service(IServiceProvider services);
        [Cached("t", 60, TimeBound = true)] Task<int> Lazy(IEnumerable<int> numbers);
        [Cached("t", 60, TimeBound = true)] Task<int> Map(Dictionary<string, int> map);
        [Cached("t", 60, TimeBound = true)] Task<int> Tuple((int, int) tuple);
        [Cached("t", 60, TimeBound = true)] Task<int> Unsealed(Open query);
        [Cached("t", 60, TimeBound = true)] Task<int> Hides(Hiding query);
        [Cached("t", 60, TimeBound = true)] Task<int> Leaves(Leaving query);
        [Cached("t", 60, TimeBound = true)] Task<int> Fields(IReadOnlyList<WithField> queries);
        [Cached("t", 60, TimeBound = true)] Task<int> Recursive(Endless query);
        [Cached("t", 60, TimeBound = true)] Task<int> NoConstructor(Closed query);
        [Cached("t", 60, TimeBound = true)] Task<List<int>> MutableList();
        [Cached("t", 60, TimeBound = true)] Task<int[]> MutableArray();
        [Cached("t", 60, TimeBound = true)] Task<Changing> Setters();
        [Cached("t", 60, TimeBound = true)] Task<Deep?> DeepInside();
        [Cached("t", 60, TimeBound = true)] Task<IReadOnlyDictionary<string, int>> Comparer();
        Task<int> OnTheStack(ReadOnlySpan<char> text);
        [Writes] void WriteWithoutTask();
        [Writes, Cached("t", 60, TimeBound = true)] Task<int> Both();
    }

    private static readonly string[] FaultsOfTypes =
    [
        "ITypes.Nothing(): returns Void, not Task<T> or ValueTask<T>",
        "ITypes.NoAnswer(): returns Task, not Task<T> or ValueTask<T>",
        "ITypes.NotAsync(): returns Int32, not Task<T> or ValueTask<T>",
        "ITypes.Stream(): returns IAsyncEnumerable<Int32>, not Task<T> or ValueTask<T>",
        "ITypes.StreamIn(): the answer: Stream is not sealed, and what a derived one adds would be lost",
        "ITypes.Generic(): is generic: its answers have no one type",
        "ITypes.ByReference(Int32&): has ref, in or out parameters",
        "ITypes.Out(Int32&): has ref, in or out parameters",
        "ITypes.TwoTokens(CancellationToken, CancellationToken): has more than one CancellationToken",
        "ITypes.Anything(Object): thing: Object cannot be part of a key; plain values, enums, arrays, lists and sealed records of them can",
        "ITypes.Callback(Action): action: Action cannot be part of a key; plain values, enums, arrays, lists and sealed records of them can",
        "ITypes.Service(IServiceProvider): services: IServiceProvider is not sealed, and what a derived one adds would be lost",
        "ITypes.Lazy(IEnumerable<Int32>): numbers: IEnumerable<Int32> cannot be part of a key; plain values, enums, arrays, lists and sealed records of them can",
        "ITypes.Map(Dictionary<String,Int32>): map: Dictionary<String,Int32> cannot be part of a key; plain values, enums, arrays, lists and sealed records of them can",
        "ITypes.Tuple(ValueTuple<Int32,Int32>): tuple.Item1 is not a property that JSON writes and reads as it is",
        "ITypes.Tuple(ValueTuple<Int32,Int32>): tuple.Item2 is not a property that JSON writes and reads as it is",
        "ITypes.Unsealed(Open): query: Open is not sealed, and what a derived one adds would be lost",
        "ITypes.Hides(Hiding): query.Hidden is not a property that JSON writes and reads as it is",
        "ITypes.Leaves(Leaving): query.Text is not a property that JSON writes and reads as it is",
        "ITypes.Fields(IReadOnlyList<WithField>): queries[]: JSON cannot construct WithField",
        "ITypes.Fields(IReadOnlyList<WithField>): queries[].Number is not a property that JSON writes and reads as it is",
        "ITypes.Recursive(Endless): query.Next: Endless refers to itself",
        "ITypes.NoConstructor(Closed): query: JSON cannot construct Closed",
        "ITypes.MutableList(): the answer: List<Int32> is not known to be immutable and to survive as JSON; records, IReadOnlyList<T>, ImmutableArray<T> and plain values are",
        "ITypes.MutableArray(): the answer: Int32[] is not known to be immutable and to survive as JSON; records, IReadOnlyList<T>, ImmutableArray<T> and plain values are",
        "ITypes.Setters(): the answer.Number can be changed, and answers are shared by those who asked",
        "ITypes.DeepInside(): the answer.Items[].Number can be changed, and answers are shared by those who asked",
        "ITypes.Comparer(): the answer: IReadOnlyDictionary<String,Int32> is not known to be immutable and to survive as JSON; records, IReadOnlyList<T>, ImmutableArray<T> and plain values are",
        "ITypes.OnTheStack(ReadOnlySpan<Char>): a proxy cannot pass on references to the stack",
        "ITypes.WriteWithoutTask(): a write returns a task",
        "ITypes.Both(): cannot be both cached and a write",
    ];

    public interface ISettings
    {
        [Cached("Agent:x", 0)] Task<int> One(int id);
        [Cached("t", CachedAttribute.MaxSeconds + 1, Tags = ["a"], TimeBound = true)] Task<int> Two(int id);
        [Cached("t", 60, TimeBound = true, AbsentSeconds = -1, JitterPercent = 51, RefreshAheadSeconds = -1, FailSafeSeconds = -1)] Task<int> Three(int id);
        [Cached("t", 60, Tags = ["", "a:{", "a:{nobody}", "a:{token}", "a:{query.Nothing}", "a:{query}", "a:{rate}", "ok:{id}:{query.Number}"])]
        Task<int> Four(int id, double rate, Sealed query, CancellationToken token);
        [Cached("t", 60, TimeBound = true)] Task<int> Five(int id, string name);
        [Cached("t", 90, TimeBound = true)] Task<int> Five(string name, int id);
    }

    public sealed record Sealed(int Number);

    private static readonly string[] FaultsOfSettings =
    [
        "ISettings.One(Int32): prefix 'Agent:x' is not 1 to 32 lower-case letters, digits, '.', '_' and '-'",
        "ISettings.One(Int32): a lifetime is 1 to 2592000 seconds, not 0",
        "ISettings.One(Int32): has no tags: no change would end its answers. Name the tags that changes journal, or say TimeBound = true",
        "ISettings.Two(Int32): a lifetime is 1 to 2592000 seconds, not 2592001",
        "ISettings.Two(Int32): has tags, which end its answers, and says TimeBound: one of the two",
        "ISettings.Three(Int32): AbsentSeconds is 0 to 2592000, not -1",
        "ISettings.Three(Int32): JitterPercent is 0 to 50, not 51",
        "ISettings.Three(Int32): RefreshAheadSeconds is 0 to 2592000, not -1",
        "ISettings.Three(Int32): FailSafeSeconds is 0 to 2592000, not -1",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag '': is empty",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{': has a brace out of place",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{nobody}': there is no argument 'nobody'",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{token}': there is no argument 'token'",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{query.Nothing}': Sealed has no property 'Nothing'",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{query}': Sealed is no text, id, whole number, enum or boolean",
        "ISettings.Four(Int32, Double, Sealed, CancellationToken): tag 'a:{rate}': Double is no text, id, whole number, enum or boolean",
        "ISettings.Five(Int32, String): another overload asks the same, by names and types, but its [Cached] or its answer is another",
    ];

    public interface IFine
    {
        [Cached("t", 60, TimeBound = true)] Task<Tree?> TreeAsync(long[][]? numbers = null, params Sealed[] queries);
        [Cached("t", 60, TimeBound = true)] ValueTask<Vouched> VouchedAsync(Changing query, TimeSpan? span);
        [Cached("t", 60, Tags = ["a:{id}:{day}"])] ValueTask<ImmutableList<string>?> ListAsync(Guid? id, DayOfWeek day, CancellationToken token);
    }

    private sealed class Fine : IFine
    {
        public Task<Tree?> TreeAsync(long[][]? numbers = null, params Sealed[] queries) =>
            Task.FromResult<Tree?>(new(numbers?.Length ?? -1, [.. queries.Select(static one => new Tree(one.Number, [], [Guid.Empty], null))], [], new(2030, 1, 1)));

        public ValueTask<Vouched> VouchedAsync(Changing query, TimeSpan? span) => new(new Vouched { Number = query.Number + span!.Value.Days });

        public ValueTask<ImmutableList<string>?> ListAsync(Guid? id, DayOfWeek day, CancellationToken token) => new([$"{id}", $"{day}"]);
    }

    public interface IService
    {
        [Cached("s", 60, TimeBound = true)] Task<int> GetAsync();
    }

    public interface IBare
    {
        Task<int> GetAsync();
    }

    private class Service : IService, IBare
    {
        public virtual Task<int> GetAsync() => Task.FromResult(1);
    }

    private sealed class Misplaced : Service
    {
        [Cached("s", 60)] public override Task<int> GetAsync() => Task.FromResult(1);
    }

    private sealed class Keyed([ServiceKey] string key) : IService
    {
        public Task<int> GetAsync() => Task.FromResult(key.Length);
    }

    private static class Elsewhere
    {
        public interface IService
        {
            [Cached("s", 60, TimeBound = true)] Task<int> GetAsync();
        }
    }

    [Fact]
    public void Types_that_are_no_key_or_no_shared_answer_are_named_all_at_once() => Assert.Equal(FaultsOfTypes, FaultsOf<ITypes>());

    [Fact]
    public void Settings_out_of_bounds_and_tags_that_name_nothing_are_named_all_at_once() => Assert.Equal(FaultsOfSettings, FaultsOf<ISettings>());

    [Theory]
    [InlineData(CacheOutcome.Miss)]
    [InlineData(CacheOutcome.Memory)]
    [InlineData(CacheOutcome.Shared)]
    public async Task What_can_be_cached_reaches_the_service_as_it_was_and_comes_back_as_it_was(CacheOutcome from)
    {
        await using var world = new CacheWorld();
        await using var first = await MethodNode.StartAsync(world, Register);
        await using var second = await MethodNode.StartAsync(world, Register, "b");
        if (from != CacheOutcome.Miss) await AskAsync(first);

        var trace = CacheTrace.Begin();
        Assert.Equal(
            """
            {"Value":2,"Children":[{"Value":5,"Children":[],"Ids":["00000000-0000-0000-0000-000000000000"],"Day":null}],"Ids":[],"Day":"2030-01-01"} {"Number":9} ["00000000-0000-0000-0000-000000000000","Friday"]
            """,
            await AskAsync(from == CacheOutcome.Shared ? second : first));
        Assert.Equal(from, trace.Outcome);

        static void Register(IServiceCollection services) => services.AddSingleton<IFine, Fine>().AddCachedMethods<IFine>();
    }

    private static async Task<string> AskAsync(MethodNode node)
    {
        var fine = node.Services.GetRequiredService<IFine>();
        var tree = await fine.TreeAsync([[1], []], new Sealed(5));
        var vouched = await fine.VouchedAsync(new() { Number = 6 }, TimeSpan.FromDays(3));
        var list = await fine.ListAsync(Guid.Empty, DayOfWeek.Friday, default);
        return $"{JsonSerializer.Serialize(tree)} {JsonSerializer.Serialize(vouched)} {JsonSerializer.Serialize(list)}";
    }

    [Fact]
    public void Registrations_that_cannot_be_decorated_are_refused()
    {
        Assert.Equal(["IService is not registered; methods are cached after their service is"], Refusals<IService>(static _ => { }));
        Assert.Equal(["IBare has no method with [Cached]"], Refusals<IBare>(static services => services.AddScoped<IBare, Service>()));
        Assert.Equal(["Service is not a closed interface"], Refusals<Service>(static services => services.AddScoped<Service>()));
        Assert.Equal(
            ["IService is registered 2 times: their answers would share keys"],
            Refusals<IService>(static services => services.AddScoped<IService, Service>().AddScoped<IService, Service>()));
        Assert.Equal(
            ["IService is registered under 'a:b': a key is a text of 1 to 64 letters, digits, '.', '_' and '-', or an enum or whole number", "IService Keyed asks for the key it is registered under, which would be another"],
            Refusals<IService>(static services => services.AddKeyedScoped<IService, Keyed>("a:b")));
        Assert.Equal(
            ["IService Misplaced.GetAsync(): the attribute does nothing there; it belongs on the interface"],
            Refusals<IService>(static services => services.AddScoped<IService, Misplaced>()));
        Assert.Equal(
            [$"IService would take the operation 's.IService.GetAsync' of {typeof(Elsewhere.IService)}: choose another prefix"],
            Refusals<IService>(static services => services.AddScoped(static _ => (Elsewhere.IService)null!).AddCachedMethods<Elsewhere.IService>().AddScoped<IService, Service>()));
    }

    [Fact]
    public void What_is_refused_changes_no_registration()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ITypes>(static _ => null!);
        var before = services.ToList();
        Assert.Throws<InvalidOperationException>(() => services.AddCachedMethods<ITypes>());
        Assert.Equal(before, services);
    }

    [Fact]
    public void A_name_that_no_method_has_is_refused()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IBare, Service>();
        var fault = Assert.Throws<InvalidOperationException>(() => services.AddCachedMethods<IBare>(new Dictionary<string, CachedAttribute> { ["Get"] = new("s", 60) { TimeBound = true } }));
        Assert.Equal(["IBare has no method 'Get'", "IBare has no method with [Cached]"], Lines(fault));
    }

    private static string[] FaultsOf<TService>()
        where TService : class => Refusals<TService>(static services => services.AddSingleton<TService>(static _ => null!));

    private static string[] Refusals<TService>(Action<IServiceCollection> add)
        where TService : class
    {
        var services = new ServiceCollection();
        add(services);
        return Lines(Assert.Throws<InvalidOperationException>(() => services.AddCachedMethods<TService>()));
    }

    private static string[] Lines(InvalidOperationException fault)
    {
        var lines = fault.Message.Split(Environment.NewLine);
        Assert.Equal("Methods cannot be cached:", lines[0]);
        Assert.All(lines[1..], static line => Assert.True(line.StartsWith("- ", StringComparison.Ordinal) && line.EndsWith('.'), line));
        return [.. lines[1..].Select(static line => line[2..^1])];
    }
}
