using Pipelines.Sockets.Unofficial.Arenas;

namespace AIKernel.Compat.Tests.Arenas;

public sealed class SequenceTests
{
    /// <summary>A run of 0, 1, 2, … that starts in the middle of a block of four.</summary>
    private static Sequence<int> Counting(int length)
    {
        var arena = new Arena<int>(new ArenaOptions(blockSizeBytes: 4 * sizeof(int)));
        arena.Allocate(3);
        var run = arena.Allocate(length);
        var next = 0;
        foreach (ref var item in run) item = next++;
        return run;
    }

    [Fact]
    public void The_default_value_is_an_empty_sequence()
    {
        var nothing = default(Sequence<int>);
        Assert.True(nothing.IsEmpty);
        Assert.True(nothing.IsSingleSegment);
        Assert.Equal(0, nothing.Length);
        Assert.True(nothing.FirstSpan.IsEmpty);
        Assert.False(nothing.GetEnumerator().MoveNext());
        Assert.False(nothing.Spans.GetEnumerator().MoveNext());
        Assert.Same(Array.Empty<string>(), nothing.ToArray((in int item) => $"{item}"));
        Assert.True(default(Sequence).Cast<string>().IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(Sequence<int>)[0]);
    }

    [Theory]
    [InlineData(1, true, 1)]
    [InlineData(2, false, 2)]
    [InlineData(5, false, 2)]
    [InlineData(6, false, 3)]
    [InlineData(100, false, 26)]
    public void Every_way_through_gives_every_element_once(int length, bool sideBySide, int spans)
    {
        var run = Counting(length);
        var expected = Enumerable.Range(0, length).ToArray();
        Assert.Equal(sideBySide, run.IsSingleSegment);
        Assert.Equal(expected, Enumerable.Range(0, length).Select(index => run[index]));
        Assert.Equal(expected, run.ToArray((in int item) => item));
        Assert.Equal(expected.Select(item => item + 7), run.ToArray((in int item, in int state) => item + state, 7));
        Assert.Equal(expected, ByEnumerator(run));
        Assert.Equal(expected, BySpans(run, out var seen));
        Assert.Equal(spans, seen);
        Assert.Equal(0, run.FirstSpan[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => run[length]);
        Assert.Throws<ArgumentOutOfRangeException>(() => run[-1]);
    }

    [Fact]
    public void Elements_are_written_through_references()
    {
        var run = Counting(9);
        run[4] = 40;
        var walk = run.GetEnumerator();
        walk.GetNext() = 10;
        foreach (var span in run.Spans) span[^1] += 100;
        Assert.Equal([110, 1, 2, 3, 140, 5, 6, 7, 108], run.ToArray((in int item) => item));
    }

    [Fact]
    public void GetNext_says_when_there_is_no_more_and_the_end_stays_the_end()
    {
        var walk = Counting(2).GetEnumerator();
        Assert.Equal(0, walk.GetNext());
        Assert.Equal(1, walk.GetNext());
        var message = "";
        try
        {
            walk.GetNext();
        }
        catch (InvalidOperationException expected)
        {
            message = expected.Message;
        }

        Assert.NotEmpty(message);
        Assert.False(walk.MoveNext());
        Assert.False(walk.MoveNext());
    }

    [Fact]
    public void CopyTo_fills_the_front_and_refuses_what_is_too_short()
    {
        var target = new int[12];
        Counting(9).CopyTo(target, (in int item) => item + 1);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0], target);
        var small = new int[8];
        Assert.Throws<ArgumentException>(() => Counting(9).CopyTo(small, (in int item) => item + 1));
        Assert.All(small, item => Assert.Equal(0, item));
    }

    [Fact]
    public void A_sequence_survives_without_its_type()
    {
        var run = Counting(9);
        var untyped = run.Untyped();
        Assert.Equal(9, untyped.Length);
        Assert.Equal(run, untyped.Cast<int>());
        Assert.True(untyped == Counting(9).Untyped() == false);
        Assert.Throws<InvalidCastException>(() => untyped.Cast<string>());
    }

    [Fact]
    public void An_element_may_hold_a_sequence_of_its_own_kind()
    {
        using var arena = new Arena<Node>();
        var leaves = arena.Allocate(2);
        leaves[1] = new Node { Name = "leaf" };
        var root = arena.Allocate(1);
        root[0] = new Node { Name = "root", Children = leaves.Untyped() };
        Assert.Equal("leaf", root[0].Children.Cast<Node>()[1].Name);
    }

    private static List<int> ByEnumerator(Sequence<int> run)
    {
        var items = new List<int>();
        foreach (ref var item in run) items.Add(item);
        return items;
    }

    private static List<int> BySpans(Sequence<int> run, out int spans)
    {
        var items = new List<int>();
        spans = 0;
        foreach (var span in run.Spans)
        {
            Assert.False(span.IsEmpty);
            items.AddRange(span.ToArray());
            spans++;
        }

        return items;
    }

    private struct Node
    {
        internal string? Name;
        internal Sequence Children;
    }
}
