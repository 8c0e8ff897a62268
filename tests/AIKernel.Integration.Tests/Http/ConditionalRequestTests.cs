using System.Globalization;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

/// <summary>RFC 9110, section 13, over items and lists; <c>T</c> stands for the current entity tag.</summary>
[Collection(HttpCollection.Name)]
public sealed class ConditionalRequestTests(HttpFixture fixture)
{
    private const string Past = "Mon, 01 Jan 2001 00:00:00 GMT";
    private const string Future = "Fri, 01 Jan 2100 00:00:00 GMT";

    private ApiClient Api => fixture.Api;

    [Theory]
    [InlineData(200)]
    [InlineData(304, "If-None-Match", "T")]
    [InlineData(304, "If-None-Match", "W/T")]
    [InlineData(304, "If-None-Match", "*")]
    [InlineData(304, "If-None-Match", "\"a\", W/\"b\", T, \"c\"")]
    [InlineData(200, "If-None-Match", "\"a\", \"b\"")]
    [InlineData(400, "If-None-Match", "unquoted")]
    [InlineData(400, "If-None-Match", "*, T")]
    [InlineData(200, "If-None-Match", "\"a\"", "If-Modified-Since", Future)]
    [InlineData(304, "If-None-Match", "T", "If-Modified-Since", Past)]
    [InlineData(200, "If-Match", "T")]
    [InlineData(200, "If-Match", "*")]
    [InlineData(412, "If-Match", "W/T")]
    [InlineData(412, "If-Match", "\"a\"")]
    [InlineData(200, "If-Match", "\"a\", T")]
    [InlineData(304, "If-Match", "T", "If-None-Match", "T")]
    [InlineData(412, "If-Match", "\"a\"", "If-None-Match", "T")]
    [InlineData(400, "If-Match", "T T")]
    public async Task Tags_decide_reads_of_items_and_of_lists_alike(int status, params string[] headers)
    {
        var created = await Api.CreateAsync();
        var other = await Api.CreateAsync();
        var edge = await Api.RelateAsync(created, "uses", other);
        string[] paths = [
            Samples.PathOf(created), $"{Samples.PathOf(created)}/versions", $"{Samples.PathOf(created)}/versions/1", $"{Samples.PathOf(created)}/relationships",
            $"{Samples.PathOf(created)}/lineage", $"{Samples.PathOf(created)}/impact", edge.Header("Location")!,
            $"/api/v1/resources?ns=http-tests&label.never={created.Id}", $"/api/v1/search?q={created.Id}", "/openapi/v1.json",
        ];
        foreach (var path in paths)
        {
            var current = await Api.GetAsync(path);
            var reply = await Api.GetAsync(path, Pairs(headers, current.Etag));
            Assert.True(reply.Status == status, $"{reply} for {string.Join(' ', headers)}");
            if (status == 304) AssertNotModified(current, reply);
            if (status == 412) Assert.Equal("precondition-failed", reply.Code);
            if (status == 400) Assert.Equal("bad-header", reply.Code);
        }
    }

    [Theory]
    [InlineData(304, "If-Modified-Since", Future)]
    [InlineData(200, "If-Modified-Since", Past)]
    [InlineData(200, "If-Modified-Since", "yesterday")]
    [InlineData(200, "If-Modified-Since", Future + ", " + Future)] // RFC 9110, 13.1.3: not one date, so none
    [InlineData(304, "If-Modified-Since", "Fri Jan  1 00:00:00 2100")] // 5.6.7: the obsolete forms are dates too
    [InlineData(304, "If-Modified-Since", "Friday, 01-Jan-49 00:00:00 GMT")]
    [InlineData(200, "If-Modified-Since", Future, "If-None-Match", "\"a\"")] // 13.1.3: ignored beside If-None-Match
    [InlineData(304, "If-Modified-Since", Past, "If-None-Match", "W/T")] // 13.1.2: weak comparison
    [InlineData(200, "If-Unmodified-Since", Future)]
    [InlineData(412, "If-Unmodified-Since", Past)]
    [InlineData(200, "If-Unmodified-Since", "yesterday")]
    [InlineData(200, "If-Match", "T", "If-Unmodified-Since", Past)]
    public async Task Dates_decide_reads_of_items(int status, params string[] headers)
    {
        var created = await Api.CreateAsync();
        var reply = await Api.GetAsync(Samples.PathOf(created), Pairs(headers, created.Etag));
        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task The_date_told_is_a_date_that_spares_the_body()
    {
        var created = await Api.CreateAsync();
        var modified = (await Api.GetAsync(Samples.PathOf(created))).Header("Last-Modified")!;
        Assert.True(DateTimeOffset.TryParseExact(modified, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date));
        Assert.True(date <= created.Json.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal(304, (await Api.GetAsync(Samples.PathOf(created), ("If-Modified-Since", modified))).Status);
    }

    [Fact]
    public async Task Two_changes_within_a_second_are_never_confused()
    {
        var created = await Api.CreateAsync();
        var tag = created.Etag;
        for (var change = 0; change < 5; change++)
        {
            var before = (await Api.GetAsync(Samples.PathOf(created))).Header("Last-Modified")!;
            var changed = await Api.PatchAsync(Samples.PathOf(created), new JsonObject { ["title"] = $"Change {change}" }, ("If-Match", tag));
            tag = changed.Etag;
            Assert.Equal(200, (await Api.GetAsync(Samples.PathOf(created), ("If-Modified-Since", before))).Status);
        }
    }

    [Fact]
    public async Task A_list_gets_another_tag_when_something_in_it_changes()
    {
        var created = await Api.CreateAsync();
        var path = $"/api/v1/resources?ns=http-tests&kind=model&limit=500&label.mine={created.Id}";
        var before = (await Api.GetAsync(path)).Etag;
        await Api.PatchAsync(Samples.PathOf(created), new JsonObject { ["labels"] = new JsonObject { ["mine"] = created.Id.ToString() } }, ("If-Match", "*"));
        var after = await Api.GetAsync(path, ("If-None-Match", before), ("Cache-Control", "no-cache"));
        Assert.Equal(200, after.Status);
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", after.Etag);
    }

    [Fact]
    public async Task A_renamed_end_gives_a_relationship_another_tag()
    {
        var (source, target) = (await Api.CreateAsync(), await Api.CreateAsync());
        var edge = await Api.RelateAsync(source, "uses", target);
        await Api.PatchAsync(Samples.PathOf(target), new JsonObject { ["name"] = Samples.Name("renamed") }, ("If-Match", "*"));
        var read = await Api.GetAsync(edge.Header("Location")!, ("If-None-Match", edge.Etag), ("Cache-Control", "no-cache"));
        Assert.Equal(200, read.Status);
        Assert.Contains("renamed", read.Json.GetProperty("targetRef").GetString(), StringComparison.Ordinal);
        // What the edge itself says has not changed, so who read it before may still change it.
        Assert.Equal(200, (await Api.PatchAsync(edge.Header("Location")!, new JsonObject { ["properties"] = new JsonObject { ["a"] = 1 } }, ("If-Match", edge.Etag))).Status);
    }

    [Theory]
    [InlineData(428)]
    [InlineData(428, "If-Unmodified-Since", Future)]
    [InlineData(428, "If-None-Match", "\"a\"")]
    [InlineData(400, "If-Match", "unquoted")]
    [InlineData(412, "If-Match", "\"a\"")]
    [InlineData(412, "If-Match", "W/T")]
    [InlineData(412, "If-Match", "*", "If-None-Match", "*")]
    [InlineData(412, "If-Match", "*", "If-None-Match", "T")]
    [InlineData(412, "If-Match", "T", "If-None-Match", "W/T")]
    [InlineData(0, "If-Match", "T")]
    [InlineData(0, "If-Match", "*")]
    [InlineData(0, "If-Match", "\"a\", T")]
    [InlineData(0, "If-Match", "*", "If-None-Match", "\"a\"")]
    [InlineData(0, "If-Match", "T", "If-None-Match", "\"a\"")]
    public async Task Every_change_of_a_row_demands_its_revision(int status, params string[] headers)
    {
        foreach (var (change, success) in Changes())
        {
            var (reply, path, before) = await change(headers);
            Assert.True(reply.Status == (status == 0 ? success : status), $"{reply} for {string.Join(' ', headers)}");
            if (status is not (412 or 0)) continue;
            Assert.NotNull(reply.Header("Catalog-Position"));
            Assert.Equal("no-store", reply.Header("Cache-Control"));
            var after = await Api.GetAsync(path);
            Assert.Equal(status == 412, (before.Status, before.Text) == (after.Status, after.Text));
        }
    }

    /// <summary>Each way to change a row: makes one, tries the change under the headers, tells the answer and where to look.</summary>
    private IEnumerable<(Func<string[], Task<(Reply Reply, string Path, Reply Before)>> Change, int Success)> Changes()
    {
        yield return (headers => OnResourceAsync(headers, (path, pairs) => Api.PutAsync(path, Samples.Resource(), pairs)), 200);
        yield return (headers => OnResourceAsync(headers, (path, pairs) => Api.PatchAsync(path, new JsonObject { ["title"] = "Changed" }, pairs)), 200);
        yield return (headers => OnResourceAsync(headers, (path, pairs) => Api.DeleteAsync(path, pairs)), 204);
        yield return (headers => OnResourceAsync(headers, (path, pairs) => Api.DeleteAsync(path + "?purge=true", pairs)), 204);
        yield return (headers => OnDeletedAsync(headers), 200);
        yield return (headers => OnEdgeAsync(headers, (path, pairs) => Api.PatchAsync(path, new JsonObject { ["properties"] = new JsonObject { ["a"] = 1 } }, pairs)), 200);
        yield return (headers => OnEdgeAsync(headers, (path, pairs) => Api.DeleteAsync(path, pairs)), 204);
    }

    private async Task<(Reply, string, Reply)> OnResourceAsync(string[] headers, Func<string, (string, string)[], Task<Reply>> change)
    {
        var created = await Api.CreateAsync();
        var path = Samples.PathOf(created);
        var before = await Api.GetAsync(path);
        return (await change(path, Pairs(headers, created.Etag)), path, before);
    }

    private async Task<(Reply, string, Reply)> OnDeletedAsync(string[] headers)
    {
        var created = await Api.CreateAsync();
        var path = Samples.PathOf(created);
        var tag = (await Api.DeleteAsync(path, ("If-Match", "*"))).Etag;
        var before = await Api.GetAsync(path);
        return (await Api.SendAsync("POST", path + "/restore", null, Pairs(headers, tag)), path, before);
    }

    private async Task<(Reply, string, Reply)> OnEdgeAsync(string[] headers, Func<string, (string, string)[], Task<Reply>> change)
    {
        var edge = await Api.RelateAsync(await Api.CreateAsync(), "uses", await Api.CreateAsync());
        var path = edge.Header("Location")!;
        var before = await Api.GetAsync(path);
        return (await change(path, Pairs(headers, edge.Etag)), path, before);
    }

    private static void AssertNotModified(Reply current, Reply reply)
    {
        Assert.Empty(reply.Bytes);
        Assert.Equal(current.Etag, reply.Etag);
        Assert.Equal(current.Header("Cache-Control"), reply.Header("Cache-Control"));
        Assert.Equal(current.Header("Vary"), reply.Header("Vary"));
        // RFC 9110, 15.4.5: of what describes the representation only this.
        string[] described = ["Content-Type", "Content-Length", "Content-Encoding", "Last-Modified", "Link"];
        Assert.Equal(Names(current).Except(described, StringComparer.OrdinalIgnoreCase), Names(reply));

        static IEnumerable<string> Names(Reply one) => one.Headers.Keys.Where(static name => name is not ("Cache-Status" or "Age" or "Transfer-Encoding")).Order(StringComparer.OrdinalIgnoreCase);
    }

    private static (string, string)[] Pairs(string[] headers, string etag) =>
        [.. headers.Chunk(2).Select(pair => (pair[0], pair[0].StartsWith("If-Match", StringComparison.Ordinal) || pair[0].StartsWith("If-None", StringComparison.Ordinal)
            ? pair[1].Replace("T", etag, StringComparison.Ordinal) : pair[1]))];
}
