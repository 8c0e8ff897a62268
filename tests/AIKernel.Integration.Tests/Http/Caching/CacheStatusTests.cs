using System.Text.RegularExpressions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Nodes;

namespace AIKernel.Integration.Tests.Http.Caching;

/// <summary>Cache-Status is a list of RFC 9211: one member, its name a token, its parameters those that are registered.</summary>
public sealed partial class CacheStatusTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly string[] Reasons = ["bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial"]; // 2.2

    [Fact]
    public async Task Every_cached_read_tells_where_its_answer_came_from_in_the_form_of_the_RFC()
    {
        var created = await nodes.First.Api.CreateAsync();
        var seen = new HashSet<string>();
        foreach (var node in new[] { nodes.First, nodes.First, nodes.Second, nodes.Second })
            foreach (var path in new[] { Samples.PathOf(created), $"{Samples.PathOf(created)}/versions/1", $"{Samples.PathOf(created)}/lineage", $"/api/v1/search?q={created.Id}" })
            {
                var reply = await node.Api.GetAsync(path);
                seen.Add(Check(reply));
                Assert.Matches("^[0-9]+$", reply.Header("Age")); // RFC 9111, 5.1: a whole number of seconds
            }
        Assert.Superset(new HashSet<string> { "hit memory", "hit redis", "fwd=miss" }, seen);
        // Absences are answers of the cache as well.
        Assert.Equal("fwd=miss", Check(await nodes.First.Api.GetAsync($"/api/v1/resources/{Guid.NewGuid()}")));
    }

    [Fact]
    public async Task What_no_cache_stands_in_front_of_says_nothing_of_one()
    {
        foreach (var path in new[] { "/openapi/v1.json", "/health/live", "/metrics", "/nothing", "/api/v1/resources?colour=red" })
        {
            var reply = await nodes.First.Api.GetAsync(path);
            Assert.Equal((null, null), (reply.Header("Cache-Status"), reply.Header("Age")));
        }
        var written = await nodes.First.Api.CreateAsync();
        Assert.Equal((null, null), (written.Header("Cache-Status"), written.Header("Age")));
    }

    [Theory]
    [InlineData("aikernel; fwd=stale; detail=source-failed", "fwd=stale source-failed")]
    [InlineData("aikernel; fwd=bypass; detail=uncertified", "fwd=bypass uncertified")]
    public void The_forms_that_only_faults_bring_about_are_right_too(string status, string told) => Assert.Equal(told, Check(status));

    private static string Check(Reply reply) => Check(reply.Header("Cache-Status") ?? throw new InvalidOperationException($"No Cache-Status: {reply}"));

    private static string Check(string status)
    {
        var form = Form().Match(status);
        Assert.True(form.Success, status);
        var names = form.Groups["name"].Captures.Select(static one => one.Value).ToList();
        Assert.Single(names, static name => name is "hit" or "fwd"); // 2: one of the two
        Assert.All(names, static name => Assert.Contains(name, new[] { "hit", "fwd", "fwd-status", "ttl", "stored", "collapsed", "key", "detail" }));
        var parameters = form.Groups["parameter"].Captures.Select(static one => one.Value).ToList();
        Assert.All(parameters.Where(static one => one.StartsWith("fwd=", StringComparison.Ordinal)), static one => Assert.Contains(one["fwd=".Length..], Reasons));
        return string.Join(' ', parameters.Select(static one => one.Replace("detail=", "", StringComparison.Ordinal)));
    }

    // RFC 9651, 3.1 and 3.1.2: a token, then parameters whose values here are tokens too.
    [GeneratedRegex(@"^[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*(; *(?<parameter>(?<name>[a-z*][a-z0-9_.*-]*)(=[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*)?))+\z")]
    private static partial Regex Form();
}
