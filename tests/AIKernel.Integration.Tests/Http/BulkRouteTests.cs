using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AIKernel.Catalog;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class BulkRouteTests(HttpFixture fixture)
{
    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task An_import_answers_every_line_and_the_same_again_changes_nothing()
    {
        var (a, b) = (Samples.Name("bulk"), Samples.Name("bulk"));
        string[] lines = [Relate(a, b), Upsert(a), "", Upsert(b)];
        var first = await ImportAsync(ApiClient.Lines(lines));
        Assert.Equal(200, first.Status);
        Assert.Equal("application/x-ndjson", first.Header("Content-Type"));
        Assert.Equal("no-store", first.Header("Cache-Control"));
        Assert.True(CatalogPosition.TryParse(first.Header("Catalog-Position"), out _));
        Assert.Equal([(1, "created"), (2, "created"), (4, "created")], Results(first));
        Assert.Equal(2, Summary(first).GetProperty("resources").GetProperty("created").GetInt32());
        Assert.Equal(1, Summary(first).GetProperty("relationships").GetProperty("created").GetInt32());
        var again = await ImportAsync(ApiClient.Lines(lines));
        Assert.Equal((200, 3), (again.Status, Results(again).Count(static line => line.Status == "unchanged")));
    }

    [Fact]
    public async Task A_bad_line_hurts_no_other_unless_it_is_all_or_nothing()
    {
        var (good, other) = (Samples.Name("bulk"), Samples.Name("bulk"));
        string[] bad = ["{", """{"op":"explode"}""", """{"op":"upsert","kind":"starship","namespace":"http-bulk","name":"x"}""", """{"op":"delete","ref":"model:http-bulk/nobody"}""", Relate(good, "nobody")];
        var mixed = await ImportAsync(ApiClient.Lines([Upsert(good), .. bad]));
        Assert.Equal(207, mixed.Status);
        Assert.Equal([(1, "created"), (2, "failed"), (3, "failed"), (4, "failed"), (5, "failed"), (6, "failed")], Results(mixed));
        Assert.Equal(5, Summary(mixed).GetProperty("failed").GetInt32());
        Assert.Equal(200, await StatusOfAsync(good));

        var atomic = await ImportAsync(ApiClient.Lines([Upsert(other), .. bad]), "?mode=atomic");
        Assert.Equal(207, atomic.Status);
        Assert.True(Summary(atomic).GetProperty("rolledBack").GetBoolean());
        Assert.Equal(404, await StatusOfAsync(other));
        Assert.Equal(200, (await ImportAsync(ApiClient.Lines(Upsert(other)), "?mode=atomic")).Status);
        Assert.Equal(200, await StatusOfAsync(other));
    }

    [Fact]
    public async Task A_dry_run_tells_everything_and_keeps_nothing()
    {
        var name = Samples.Name("bulk");
        var dry = await ImportAsync(ApiClient.Lines(Upsert(name)), "?dryRun=true");
        Assert.Equal([(1, "created")], Results(dry));
        Assert.True(Summary(dry).GetProperty("dryRun").GetBoolean());
        Assert.Equal(404, await StatusOfAsync(name));
    }

    [Fact]
    public async Task Gzip_is_taken_and_what_only_claims_to_be_gzip_is_refused()
    {
        var name = Samples.Name("bulk");
        var packed = Gzip(Encoding.UTF8.GetBytes(Upsert(name)));
        Assert.Equal(200, (await ImportAsync(ApiClient.Content(packed, "application/jsonl"), "", ("Content-Encoding", "gzip"))).Status);
        Assert.Equal(200, await StatusOfAsync(name));
        foreach (var damaged in new[] { packed[..^9], [.. packed[..12], 0xFF, 0xFF, .. packed[14..]], Encoding.UTF8.GetBytes(Upsert(name)) })
        {
            var reply = await ImportAsync(ApiClient.Content(damaged, "application/x-ndjson"), "", ("Content-Encoding", "gzip"));
            Assert.Equal((400, "invalid-gzip"), (reply.Status, reply.Code));
        }
    }

    [Fact]
    public async Task Another_type_or_coding_is_refused()
    {
        foreach (var type in new[] { null, "application/json", "text/plain" })
            Assert.Equal(415, (await ImportAsync(ApiClient.Content("{}"u8.ToArray(), type))).Status);
        Assert.Equal(415, (await ImportAsync(ApiClient.Content("{}"u8.ToArray(), "application/x-ndjson"), "", ("Content-Encoding", "br"))).Status);
    }

    [Fact]
    public async Task An_import_larger_than_allowed_is_refused_also_when_it_is_small_on_the_wire()
    {
        // Blank lines of the longest kind: 300 MiB that pack to a few hundred kilobytes.
        var line = new byte[256 << 10];
        Array.Fill(line, (byte)' ');
        line[^1] = (byte)'\n';
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var count = 0; count < 1200; count++) await gzip.WriteAsync(line);
        var reply = await ImportAsync(ApiClient.Content(packed.ToArray(), "application/x-ndjson"), "", ("Content-Encoding", "gzip"));
        Assert.Equal((413, "body-too-large"), (reply.Status, reply.Code));
        var lines = await ImportAsync(ApiClient.Content(Gzip(Encoding.UTF8.GetBytes(new string('\n', 400_001))), "application/x-ndjson"), "", ("Content-Encoding", "gzip"));
        Assert.Equal((413, "body-too-large"), (lines.Status, lines.Code));
    }

    [Fact]
    public async Task Nothing_at_all_is_an_import_of_nothing()
    {
        var reply = await ImportAsync(ApiClient.Content([], "application/x-ndjson"));
        Assert.Equal((200, 0), (reply.Status, Summary(reply).GetProperty("lines").GetInt32()));
    }

    [Fact]
    public async Task An_export_imports_back_unchanged()
    {
        var (a, b) = (await Api.CreateAsync(), await Api.CreateAsync());
        await Api.RelateAsync(a, "uses", b);
        var export = await Api.GetAsync("/api/v1/export");
        Assert.Equal((200, "application/x-ndjson"), (export.Status, export.Header("Content-Type")));
        Assert.Equal("Accept-Encoding", export.Header("Vary"));
        var count = export.Text.Count(static letter => letter == '\n');
        var back = await ImportAsync(ApiClient.Content(export.Bytes, "application/x-ndjson"));
        Assert.Equal((200, count), (back.Status, Results(back).Count(static line => line.Status == "unchanged")));

        var packed = await Api.GetAsync("/api/v1/export", ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", packed.Header("Content-Encoding"));
        await using var gzip = new GZipStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal(export.Text, await reader.ReadToEndAsync());
        var head = await Api.SendAsync("HEAD", "/api/v1/export", null);
        Assert.Equal((200, 0), (head.Status, head.Bytes.Length));
    }

    private Task<Reply> ImportAsync(HttpContent body, string query = "", params (string, string)[] headers) => Api.SendAsync("POST", "/api/v1/bulk" + query, body, headers);

    private async Task<int> StatusOfAsync(string name) => (await Api.GetAsync($"/api/v1/resources/by-ref?ref=model:http-bulk/{name}")).Status;

    private static string Upsert(string name) => new JsonObject { ["op"] = "upsert", ["kind"] = "model", ["namespace"] = "http-bulk", ["name"] = name }.ToJsonString();

    private static string Relate(string source, string target) =>
        new JsonObject { ["op"] = "relate", ["source"] = $"model:http-bulk/{source}", ["type"] = "uses", ["target"] = $"model:http-bulk/{target}" }.ToJsonString();

    private static (int Line, string Status)[] Results(Reply reply) =>
        [.. Lines(reply).SkipLast(1).Select(static line => (line.GetProperty("line").GetInt32(), line.GetProperty("status").GetString()!))];

    private static JsonElement Summary(Reply reply) => Lines(reply)[^1].GetProperty("summary");

    private static JsonElement[] Lines(Reply reply) => [.. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
