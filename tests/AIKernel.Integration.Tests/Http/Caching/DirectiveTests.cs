using AIKernel.Catalog.Api.Http;
using Microsoft.Extensions.Primitives;

namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>What the directives of a request are read as (RFC 9111, 5.2 and 5.2.1).</summary>
public sealed class DirectiveTests
{
    private const long Longest = 2147483648;

    [Theory]
    [InlineData("")]
    [InlineData("no-cache", "no-cache")]
    [InlineData("No-Cache,NO-STORE , only-if-Cached", "no-cache", "no-store", "only-if-cached")] // 5.2: names in any case
    [InlineData("max-age=60", "max-age=60")]
    [InlineData("max-age=\"60\"", "max-age=60")] // 5.2: both forms of an argument
    [InlineData("max-age=0, min-fresh=5, max-stale=7", "max-age=0", "min-fresh=5", "max-stale=7")]
    [InlineData("max-stale", "max-stale=2147483648")] // 5.2.1.2: by any time
    [InlineData("max-age=99999999999999999999999", "max-age=2147483648")] // 1.2.2: more than can be counted
    [InlineData("max-age=9, max-age=3, min-fresh=1, min-fresh=2, max-stale, max-stale=4", "max-age=3", "min-fresh=2", "max-stale=4")]
    [InlineData("max-age, max-age=, max-age=-1, max-age=1.5, max-age= 5, max-age =5, max-age=five, max-age=\"5, max-age=6")] // malformed: as if not there
    [InlineData("min-fresh, max-stale=x, min-fresh=1s")]
    [InlineData("colour=red, s-maxage=5, must-revalidate, =, ==, \"no-cache\", no-cache\"", "")] // unknown: as if not there
    [InlineData("colour=red, no-store, max-age=x, max-age=2", "no-store", "max-age=2")] // … and the others count
    [InlineData("community=\"a, no-cache, \\\" no-store\", max-age=1", "max-age=1")] // what is quoted is no directive
    [InlineData(",, ,\t,max-age=4,", "max-age=4")] // 9110, 5.6.1: empty elements
    public void Directives_are_read_each_by_itself(string header, params string[] expected)
    {
        Assert.Equal(expected.Where(static one => one.Length > 0), Told(CacheDirectives.Read(header)));
    }

    [Fact]
    public void Several_lines_are_one_list() =>
        Assert.Equal(["no-store", "max-age=5"], Told(CacheDirectives.Read(new StringValues(["max-age=5", "", "no-store"]))));

    [Theory]
    [InlineData("max-age=10", 10, 0, false, true)] // 5.2.1.1
    [InlineData("max-age=10", 10.001, 0, false, false)]
    [InlineData("max-age=0", 0, 0, false, true)]
    [InlineData("min-fresh=20", 40, 60, false, true)] // 5.2.1.3: fresh for 60, so at 40 it is for 20 more
    [InlineData("min-fresh=20", 40.001, 60, false, false)]
    [InlineData("min-fresh=1", 0, 0, false, false)] // what is to be revalidated each time is fresh for no time
    [InlineData("max-age=50, min-fresh=20", 45, 60, false, false)] // both hold
    [InlineData("max-age=50, min-fresh=20", 45, 90, false, true)]
    [InlineData("max-stale=5", 1000, 0, false, true)] // 5.2.1.2: says nothing of what is not stale
    [InlineData("max-stale=5", 65, 60, true, true)]
    [InlineData("max-stale=5", 65.001, 60, true, false)]
    [InlineData("max-stale", 1e6, 60, true, true)]
    [InlineData("max-age=1, max-stale=5", 65, 60, true, true)] // accepts beyond its age what is stale
    [InlineData("max-age=1, max-stale=5", 65, 60, false, false)]
    [InlineData("max-age=1", 65, 60, true, false)] // 5.2.1.1: without max-stale nothing stale
    public void Ages_are_judged_by_them(string header, double age, long freshFor, bool stale, bool admitted) =>
        Assert.Equal(admitted, CacheDirectives.Read(header).Admit(TimeSpan.FromSeconds(age), freshFor, stale));

    private static IEnumerable<string> Told(CacheDirectives directives)
    {
        if (directives.NoCache) yield return "no-cache";
        if (directives.NoStore) yield return "no-store";
        if (directives.OnlyIfCached) yield return "only-if-cached";
        if (directives.MaxAge is { } age) yield return $"max-age={age}";
        if (directives.MinFresh is { } fresh) yield return $"min-fresh={fresh}";
        if (directives.MaxStale is { } stale) yield return $"max-stale={stale}";
        Assert.True(directives.MaxAge is null or (>= 0 and <= Longest));
    }
}
