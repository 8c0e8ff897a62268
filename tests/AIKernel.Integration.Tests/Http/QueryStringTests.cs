using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class QueryStringTests(HttpFixture fixture)
{
    private static readonly string Someone = $"/resources/{Guid.Empty}";

    private ApiClient Api => fixture.Api;

    [Theory]
    [InlineData("/resources?limit=0", "limit:out-of-range")]
    [InlineData("/resources?limit=501", "limit:out-of-range")]
    [InlineData("/resources?limit=ten", "limit:wrong-type")]
    [InlineData("/resources?limit=-1", "limit:wrong-type")]
    [InlineData("/resources?limit=+5", "limit:wrong-type")]
    [InlineData("/resources?limit=99999999999", "limit:wrong-type")]
    [InlineData("/resources?limit=", "limit:wrong-type")]
    [InlineData("/resources?limit=1&limit=1", "limit:repeated")]
    [InlineData("/resources?Limit=1", "Limit:unknown-parameter")]
    [InlineData("/resources?kind=starship", "kind:unknown-kind")]
    [InlineData("/resources?kind=model&kind=tool", "kind:repeated")]
    [InlineData("/resources?sort=size", "sort:unknown-value")]
    [InlineData("/resources?lifecycle=Active", "lifecycle:unknown-value")]
    [InlineData("/resources?tag=", "tag:pattern")]
    [InlineData("/resources?label.=x", "label.:required")]
    [InlineData("/resources?label.a=1&label.a=2", "label.a:repeated")]
    [InlineData("/resources?owner=a%00b", "owner:control-character")]
    [InlineData("/resources?owner=a%0ab", "owner:control-character")]
    [InlineData("/resources?owner=a%EF%BF%BDb", "owner:control-character")]
    [InlineData("/resources?a%00=b", "?:control-character")]
    [InlineData("/resources?colour=red", "colour:unknown-parameter")]
    [InlineData("/resources/counts?limit=3", "limit:unknown-parameter")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000?fields=id", "fields:unknown-parameter")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/versions?limit=201", "limit:out-of-range")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/relationships?direction=up", "direction:unknown-value")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/relationships?type=likes", "type:unknown-type")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/lineage?depth=21", "depth:out-of-range")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/lineage?depth=0", "depth:out-of-range")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/lineage?maxNodes=10001", "maxNodes:out-of-range")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/lineage?types=owned_by", "types:unknown-type")]
    [InlineData("/resources/00000000-0000-0000-0000-000000000000/impact?depth=3", "depth:unknown-parameter")]
    [InlineData("/lineage", "ref:required")]
    [InlineData("/impact?ref=model:a/b;v=1", "ref:pattern")]
    [InlineData("/search?limit=201", "limit:out-of-range")]
    [InlineData("/search?kind=model,starship", "kind:unknown-kind")]
    [InlineData("/search?q=a&q=b", "q:repeated")]
    [InlineData("/search/autocomplete", "prefix:required")]
    [InlineData("/search/autocomplete?prefix=", "prefix:required")]
    [InlineData("/search/autocomplete?prefix=a&limit=51", "limit:out-of-range")]
    [InlineData("/export?kind=model", "kind:unknown-parameter")]
    public async Task A_malformed_query_is_refused_by_name(string path, string fault)
    {
        var reply = await Api.GetAsync("/api/v1" + path);
        Assert.True(reply.Status == 400, reply.ToString());
        Assert.Equal("bad-query", reply.Code);
        Assert.Equal("urn:aikernel:problem:bad-query", reply.Json.GetProperty("type").GetString());
        Assert.Equal([fault], reply.Faults);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        var reply = await Api.GetAsync($"/api/v1/search?limit=0&kind=starship&q={new string('x', 501)}&colour=red&label.=1&ns=a&ns={new string('n', 64)}");
        Assert.Equal(["colour:unknown-parameter", "kind:unknown-kind", "label.:required", "limit:out-of-range", "ns:pattern", "q:too-long"], reply.Faults);
    }

    [Theory]
    [InlineData("POST", "/bulk?mode=both", "mode:unknown-value")]
    [InlineData("POST", "/bulk?dryRun=1", "dryRun:unknown-value")]
    [InlineData("POST", "/resources?upsert=true", "upsert:unknown-parameter")]
    [InlineData("DELETE", "/resources/00000000-0000-0000-0000-000000000000?purge=yes", "purge:unknown-value")]
    [InlineData("PUT", "/resources/by-ref", "ref:required")]
    public async Task Writes_read_their_queries_as_strictly(string method, string path, string fault)
    {
        var reply = await Api.SendAsync(method, "/api/v1" + path, null);
        Assert.Equal(400, reply.Status);
        Assert.Equal([fault], reply.Faults);
    }

    [Fact]
    public async Task A_query_of_a_thousand_labels_is_refused_and_the_answer_stays_small()
    {
        var labels = string.Join('&', Enumerable.Range(0, 500).Select(static number => $"label.k{number}=v"));
        var reply = await Api.GetAsync("/api/v1/resources?" + labels);
        Assert.Equal(["label.*:too-many"], reply.Faults);
        var unknown = await Api.GetAsync("/api/v1/resources?" + labels.Replace("label.", "x", StringComparison.Ordinal));
        Assert.Equal(20, unknown.Faults.Length);
    }

    [Fact]
    public async Task A_probe_may_carry_what_it_likes()
    {
        Assert.Equal(200, (await Api.GetAsync("/health/live?nocache=1")).Status);
        Assert.Equal(404, (await Api.GetAsync("/api/v1" + Someone)).Status);
    }
}
