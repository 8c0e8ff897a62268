using System.Text;
using AIKernel.Catalog.Validation;

namespace AIKernel.Catalog.Tests.Validation;

public class HostileInputTests
{
    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData("tags", "'t',")]
    [InlineData("links", "'http://a',")]
    public void A_hundred_thousand_elements_are_refused_unread(string member, string item)
    {
        var body = Json.Resource((member, $"[{Repeat(item, 100_000)}'x']"));
        Assert.Equal([$"/{member} too-many"], Json.Reader.Read(body).Told());
        Assert.InRange(AllocatedBy(() => Json.Reader.Read(body)), 0, 100_000);
    }

    [Fact]
    public void A_hundred_thousand_labels_are_refused_unread()
    {
        var body = Json.Resource(("labels", $"{{{string.Join(",", Enumerable.Range(0, 100_000).Select(index => $"'k{index}':'v'"))}}}"));
        Assert.Equal(["/labels too-many"], Json.Reader.Read(body).Told());
        Assert.InRange(AllocatedBy(() => Json.Reader.Read(body)), 0, 100_000);
    }

    [Theory]
    [InlineData("description")]
    [InlineData("title")]
    [InlineData("name")]
    [InlineData("kind")]
    public void Ten_megabytes_of_text_are_refused_unread(string member)
    {
        var body = Json.Resource((member, $"'{new string('x', 10 << 20)}'"));
        Assert.Equal([$"/{member} too-long"], Json.Reader.Read(body).Told());
        Assert.InRange(AllocatedBy(() => Json.Reader.Read(body)), 0, 100_000);
    }

    [Fact]
    public void No_more_than_a_hundred_faults_are_told_and_the_rest_is_not_looked_for()
    {
        var unknown = Json.Resource([.. Enumerable.Range(0, 50_000).Select(index => ($"u{index}", (string?)"1"))]);
        Assert.Equal(100, Json.Reader.Read(unknown).Faults.Count);
        var spec = Json.Resource(("spec", $"{{'a':[{Repeat("'\\u0000',", 100_000)}0]}}"));
        Assert.Equal(100, Json.Reader.Read(spec).Faults.Count);
        Assert.InRange(AllocatedBy(() => Json.Reader.Read(spec)), 0, 200_000);
    }

    [Fact]
    public void Pointers_stay_short_however_long_the_names()
    {
        var name = new string('n', 100_000);
        var faults = Json.Read((name, "1"), ("spec", $"{{'{name}':{{'🙂{name}':'\\u0000'}}}}")).Faults;
        Assert.Equal(2, faults.Count);
        Assert.All(faults, fault => Assert.InRange(fault.Pointer.Length, 1, 300));
    }

    [Fact]
    public void A_cut_never_parts_a_surrogate_pair()
    {
        var fault = Assert.Single(Json.Read((new string('n', 127) + "🙂🙂", "1")).Faults);
        Assert.Equal($"/{new string('n', 127)}… {FaultCodes.UnknownField}", $"{fault.Pointer} {fault.Code}");
    }

    [Fact]
    public void The_patterns_take_no_longer_for_what_almost_matches()
    {
        Assert.False(Patterns.IsName(Repeat("a/", 1_000_000)));
        Assert.DoesNotMatch(Patterns.Namespace(), Repeat("a-", 1_000_000));
        Assert.DoesNotMatch(Patterns.Tag(), Repeat("a", 1_000_000));
    }
}
