using System.Text;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class BodyTests(HttpFixture fixture)
{
    private const int MaxBytes = 1 << 20;

    private ApiClient Api => fixture.Api;

    public static TheoryData<string, string> JsonRoutes => new()
    {
        { "POST", "/resources" }, { "PUT", $"/resources/{Guid.Empty}" }, { "PATCH", $"/resources/{Guid.Empty}" }, { "PUT", "/resources/by-ref?ref=model:a/b" },
        { "POST", "/resources/batch-get" }, { "POST", "/relationships" }, { "PATCH", $"/relationships/{Guid.Empty}" }, { "POST", "/graph/dependencies" },
    };

    [Theory]
    [MemberData(nameof(JsonRoutes))]
    public async Task A_body_that_is_not_json_is_refused(string method, string path)
    {
        foreach (var body in new[] { "", " ", "{", "{}x", "{\"a\":}", "nul", "{'a':1}", "[1,]", "/**/{}", "NaN" })
        {
            var reply = await SendAsync(method, path, Encoding.UTF8.GetBytes(body), "application/json");
            Assert.True(reply.Status == 400 && reply.Code == "invalid-json", $"{reply} for {body}");
        }
        foreach (var body in new byte[][] { [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00] })
        {
            var reply = await SendAsync(method, path, body, "application/json");
            Assert.Equal((400, "invalid-utf8"), (reply.Status, reply.Code));
        }
    }

    [Theory]
    [MemberData(nameof(JsonRoutes))]
    public async Task Json_that_no_two_readers_would_agree_on_is_refused(string method, string path)
    {
        var twice = await SendAsync(method, path, """{"a":{"b":1,"b":2}}"""u8.ToArray(), "application/json");
        Assert.Equal((422, "validation-failed"), (twice.Status, twice.Code));
        Assert.Equal(["/a/b:duplicate-key"], twice.Faults);
        var deep = await SendAsync(method, path, Encoding.UTF8.GetBytes(new string('[', 500)), "application/json");
        Assert.Equal(422, deep.Status);
        Assert.Equal([":too-deep"], deep.Faults);
    }

    [Theory]
    [MemberData(nameof(JsonRoutes))]
    public async Task A_body_of_another_type_or_coding_is_refused(string method, string path)
    {
        foreach (var type in new[] { null, "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=latin1", "multipart/form-data; boundary=x", "*/*", "application/json, text/plain" })
            Assert.Equal((415, "unsupported-media-type"), Told(await SendAsync(method, path, "{}"u8.ToArray(), type)));
        foreach (var coding in new[] { "gzip", "br", "identity, gzip" })
            Assert.Equal((415, "unsupported-media-type"), Told(await SendAsync(method, path, "{}"u8.ToArray(), "application/json", ("Content-Encoding", coding))));
        if (method != "PATCH") Assert.Equal(415, (await SendAsync(method, path, "{}"u8.ToArray(), "application/merge-patch+json")).Status);
    }

    [Theory]
    [MemberData(nameof(JsonRoutes))]
    public async Task A_body_beyond_a_mebibyte_is_refused_whether_its_length_is_told_or_not(string method, string path)
    {
        var body = Encoding.UTF8.GetBytes("{}" + new string(' ', MaxBytes - 1));
        Assert.Equal((413, "body-too-large"), Told(await SendAsync(method, path, body, "application/json")));
        Assert.Equal((413, "body-too-large"), Told(await SendAsync(method, path, body, "application/json", ("Transfer-Encoding", "chunked"))));
        var largest = await SendAsync(method, path, body[..MaxBytes], "application/json", ("Transfer-Encoding", "chunked"));
        Assert.NotEqual(413, largest.Status);
    }

    [Fact]
    public async Task The_types_and_charsets_that_mean_json_are_accepted()
    {
        foreach (var type in new[] { "application/json", "APPLICATION/JSON", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"" })
            Assert.Equal(201, (await SendAsync("POST", "/resources", Encoding.UTF8.GetBytes(Samples.Resource().ToJsonString()), type)).Status);
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Samples.Resource().ToJsonString())];
        Assert.Equal(201, (await SendAsync("POST", "/resources", marked, "application/json")).Status);
    }

    private static (int, string) Told(Reply reply) => (reply.Status, reply.Code);

    private Task<Reply> SendAsync(string method, string path, byte[] body, string? type, params (string, string)[] headers) =>
        Api.SendAsync(method, "/api/v1" + path, ApiClient.Content(body, type), [("If-Match", "*"), .. headers]);
}
