using System.IO.Compression;
using System.Text.Json.Nodes;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

/// <summary>What holds for every route: problem documents, methods, HEAD, headers, compression.</summary>
[Collection(HttpCollection.Name)]
public sealed class ProtocolTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Theory]
    [InlineData("GET", "/", 404, "unknown-route")]
    [InlineData("GET", "/api", 404, "unknown-route")]
    [InlineData("GET", "/api/v1/nothing", 404, "unknown-route")]
    [InlineData("GET", "/api/v2/resources", 404, "unknown-route")]
    [InlineData("GET", "/openapi/v2.json", 404, "unknown-route")]
    [InlineData("DELETE", "/api/v1/resources", 405, "method-not-allowed")]
    [InlineData("POST", "/health/live", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/bulk", 405, "method-not-allowed")]
    [InlineData("PATCH", "/api/v1/search?q=x", 405, "method-not-allowed")]
    [InlineData("OPTIONS", "/api/v1/resources", 405, "method-not-allowed")]
    [InlineData("BREW", "/api/v1/resources", 405, "method-not-allowed")]
    public async Task What_is_not_there_is_told_by_a_problem_document(string method, string path, int status, string code)
    {
        var reply = await Api.SendAsync(method, path, null);
        Assert.Equal(status, reply.Status);
        Assert.Equal("application/problem+json", reply.Header("Content-Type"));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        Assert.Equal(code, reply.Code);
        Assert.Equal($"urn:aikernel:problem:{code}", reply.Json.GetProperty("type").GetString());
        Assert.Equal(status, reply.Json.GetProperty("status").GetInt32());
        Assert.Equal(path.Split('?')[0], reply.Json.GetProperty("instance").GetString());
        Assert.False(string.IsNullOrWhiteSpace(reply.Json.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_refused_method_is_answered_with_those_allowed()
    {
        Assert.Equal(["DELETE", "GET", "HEAD", "PATCH", "PUT"], Allowed(await Api.SendAsync("BREW", $"/api/v1/resources/{Guid.NewGuid()}", null)));
        Assert.Equal(["POST"], Allowed(await Api.SendAsync("HEAD", "/api/v1/bulk", null)));

        static string[] Allowed(Reply reply) => [.. reply.Header("Allow")!.Split(", ").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var created = await Api.CreateAsync();
        foreach (var path in new[] { Samples.PathOf(created), "/api/v1/resources", "/api/v1/search", Samples.PathOf(created) + "/versions/1", "/openapi/v1.json", "/health/live", "/metrics", $"/api/v1/resources/{Guid.NewGuid()}" })
        {
            var (get, head) = (await Api.GetAsync(path), await Api.SendAsync("HEAD", path, null));
            Assert.Equal(get.Status, head.Status);
            Assert.Empty(head.Bytes);
            // RFC 9110, 9.3.2: as for GET, but for what can be told only by writing the body.
            foreach (var name in get.Headers.Keys.Where(static name => name is not ("Date" or "Age" or "Cache-Status" or "Content-Length" or "Transfer-Encoding")))
                Assert.Equal((path, name, get.Header(name)), (path, name, head.Header(name)));
            if (path is not ("/metrics" or "/health/live")) Assert.Equal(get.Header("Content-Length"), head.Header("Content-Length"));
        }
        Assert.Equal(304, (await Api.SendAsync("HEAD", Samples.PathOf(created), null, ("If-None-Match", created.Etag))).Status);
    }

    [Fact]
    public async Task Nothing_tells_what_the_server_is_made_of()
    {
        foreach (var path in new[] { "/api/v1/resources", "/nothing", "/health", "/metrics", "/openapi/v1.json" })
        {
            var reply = await Api.GetAsync(path);
            Assert.Null(reply.Header("Server"));
            Assert.Null(reply.Header("X-Powered-By"));
            Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        }
    }

    [Fact]
    public async Task A_list_is_compressed_on_request_under_a_tag_of_its_own()
    {
        var ns = Samples.Name("compressed");
        for (var number = 0; number < 5; number++) await Api.CreateAsync(new JsonObject { ["kind"] = "model", ["namespace"] = ns, ["name"] = $"n{number}" });
        var path = $"/api/v1/resources?ns={ns}";
        var plain = await Api.GetAsync(path);
        Assert.Null(plain.Header("Content-Encoding"));
        Assert.Equal("Accept-Encoding", plain.Header("Vary"));
        foreach (var (accepted, coding) in new[] { ("gzip", "gzip"), ("br", "br"), ("gzip;q=0.5, br;q=0.9", "br"), ("deflate, gzip", "gzip"), ("GZIP", "gzip") })
        {
            var packed = await Api.GetAsync(path, ("Accept-Encoding", accepted));
            Assert.Equal(coding, packed.Header("Content-Encoding"));
            Assert.Equal("Accept-Encoding", packed.Header("Vary"));
            Assert.Equal(plain.Etag.Insert(plain.Etag.Length - 1, "-" + coding), packed.Etag);
            Assert.Equal(plain.Bytes, await UnpackAsync(packed.Bytes, coding));
            var unchanged = await Api.GetAsync(path, ("Accept-Encoding", accepted), ("If-None-Match", packed.Etag));
            Assert.Equal((304, packed.Etag, "Accept-Encoding"), (unchanged.Status, unchanged.Etag, unchanged.Header("Vary")));
            Assert.Equal(200, (await Api.GetAsync(path, ("Accept-Encoding", accepted), ("If-None-Match", plain.Etag))).Status);
        }
        foreach (var accepted in new[] { "identity", "gzip;q=0", "deflate", "identity;q=1, gzip;q=0.5", "*;q=0" })
            Assert.Null((await Api.GetAsync(path, ("Accept-Encoding", accepted))).Header("Content-Encoding"));
    }

    [Fact]
    public async Task An_item_keeps_one_tag_whatever_its_reader_accepts()
    {
        var content = Samples.Resource();
        content["description"] = new string('d', 5000);
        var created = await Api.CreateAsync(content);
        var read = await Api.GetAsync(Samples.PathOf(created), ("Accept-Encoding", "gzip, br"));
        Assert.Equal((created.Etag, null, null), (read.Etag, read.Header("Content-Encoding"), read.Header("Vary")));
    }

    private static async Task<byte[]> UnpackAsync(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream(bytes);
        await using Stream stream = coding == "br" ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }
}
