using System.IO.Compression;
using System.Text;
using AIKernel.Cli.Importing;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Tests.Importing;

public sealed class ImportTests : IDisposable
{
    private const string Ndjson = "application/x-ndjson";
    private const string Taken =
        """
        {"line":1,"status":"created","type":"resource","ref":"tool:a/b"}
        {"summary":{"lines":1,"resources":{"created":1},"failed":0,"durationMs":3}}

        """;

    private readonly string _folder = TemporaryFolder.Create("import");

    public void Dispose() => TemporaryFolder.Remove(_folder);

    [Fact]
    public async Task A_file_goes_to_the_bulk_route_as_it_is_and_its_summary_comes_back()
    {
        var (head, body) = ("", Array.Empty<byte>());
        await using var node = new FakeNode(async exchange =>
        {
            head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            body = await exchange.ReadBodyAsync(head);
            await exchange.AnswerAsync("200 OK", Ndjson, Taken);
        });
        var path = Write("{\"op\":\"upsert\"}\n");
        var sent = new List<long>();

        var report = await SendAsync(node, path, sent);

        Assert.Equal(1, report.Summary!.Resources.Created);
        Assert.StartsWith("POST /api/v1/bulk?mode=best_effort HTTP/1.1", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-ndjson\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Encoding", head, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(path), body);
        Assert.Equal(body.Length, sent[^1]);
    }

    [Fact]
    public async Task A_compressed_file_is_announced_as_such()
    {
        var head = "";
        await using var node = new FakeNode(async exchange =>
        {
            head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.ReadBodyAsync(head);
            await exchange.AnswerAsync("200 OK", Ndjson, Taken);
        });
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write("{}\n"u8);

        await SendAsync(node, Write(packed.ToArray()));
        Assert.Contains("Content-Encoding: gzip\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_answers_megabytes_before_it_reads_does_not_end_in_a_deadlock()
    {
        const int lines = 200_000;
        await using var node = new FakeNode(async exchange =>
        {
            var head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.AnswerAsync("200 OK", Ndjson, "");
            var thousand = string.Concat(Enumerable.Repeat("{\"line\":1,\"status\":\"unchanged\",\"type\":\"resource\",\"ref\":\"tool:a/b\"}\n", 1_000));
            for (var line = 0; line < lines; line += 1_000)
                await exchange.SayAsync(thousand);

            await exchange.ReadBodyAsync(head);
            await exchange.SayAsync("{\"summary\":{\"lines\":200000}}\n");
        });

        var report = await SendAsync(node, Write(new byte[32 * 1024 * 1024]));
        Assert.Equal(lines, report.Answered);
    }

    [Fact]
    public async Task A_refusal_is_told_in_a_sentence_and_nothing_is_uploaded()
    {
        await using var node = new FakeNode(async exchange =>
        {
            await exchange.ReadHeadAsync();
            await exchange.AnswerAsync("413 Payload Too Large", "application/problem+json", """{"title":"Too large.","detail":"The limit is 256 MiB.","status":413}""");
        });
        var sent = new List<long>();

        var fault = await Assert.ThrowsAsync<ImportException>(() => SendAsync(node, Write(new byte[64 * 1024 * 1024]), sent));
        Assert.Equal("The server refused the file (413 Payload Too Large): Too large. The limit is 256 MiB.", fault.Message);
        Assert.Empty(sent);
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_the_upload_is_told_all_the_same()
    {
        await using var node = new FakeNode(async exchange =>
        {
            await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.AnswerAsync("413 Payload Too Large", "application/problem+json", """{"title":"Too many lines."}""");
        });

        var fault = await Assert.ThrowsAsync<ImportException>(() => SendAsync(node, Write(new byte[64 * 1024 * 1024])));
        Assert.Contains("Too many lines.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_taken_for_a_whole_one()
    {
        await using var node = new FakeNode(async exchange =>
        {
            var head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.ReadBodyAsync(head);
            await exchange.AnswerAsync("200 OK", Ndjson, "{\"line\":1,\"status\":\"created\",\"type\":\"resource\"}\n");
        });

        var fault = await Assert.ThrowsAsync<ImportException>(() => SendAsync(node, Write("{}\n")));
        Assert.Contains("broke off after 1 lines", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_than_a_node_is_told_from_one()
    {
        await using var node = new FakeNode(async exchange =>
        {
            var head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.ReadBodyAsync(head);
            await exchange.AnswerAsync("200 OK", "text/html", "<html>hello</html>");
        });

        var fault = await Assert.ThrowsAsync<ImportException>(() => SendAsync(node, Write("{}\n")));
        Assert.Contains("Is the address that of a node?", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "200 OK", 0)]
    [InlineData(1, "207 Multi-Status", 1)]
    public async Task The_exit_code_tells_whether_every_line_was_taken(int failed, string status, int exitCode)
    {
        await using var node = new FakeNode(async exchange =>
        {
            var head = await exchange.ReadHeadAsync();
            await exchange.ContinueAsync();
            await exchange.ReadBodyAsync(head);
            await exchange.AnswerAsync(
                status, Ndjson,
                (failed > 0 ? "{\"line\":7,\"status\":\"failed\",\"type\":\"resource\",\"code\":\"unknown-kind\",\"detail\":\"No such kind.\"}\n" : "") +
                $"{{\"summary\":{{\"lines\":7,\"resources\":{{\"created\":5654}},\"relationships\":{{\"created\":6623}},\"failed\":{failed}}}}}\n");
        });
        using var output = new StringWriter();

        var code = await ImportCommand.ExecuteAsync(Terminal.Plain(output), new(Write("{}\n"), node.Address, null), default);

        Assert.Equal(exitCode, code);
        Assert.Contains($"5,654 resources and 6,623 relationships created, {failed} failed", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(failed > 0, output.ToString().Contains("line 7: unknown-kind: No such kind.", StringComparison.Ordinal));
        Assert.DoesNotContain('\x1b', output.ToString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_sent_ends_with_two()
    {
        var console = Terminal.Plain(TextWriter.Null);
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}/");

        Assert.Equal(2, await ImportCommand.ExecuteAsync(console, new(Write("{}\n"), nobody, null), default));
        Assert.Equal(2, await ImportCommand.ExecuteAsync(console, new(Path.Combine(_folder, "missing"), nobody, null), default));

        var refused = await Assert.ThrowsAsync<ImportException>(async () =>
        {
            await using var file = File.OpenRead(Write("{}\n"));
            await BulkClient.SendAsync(nobody, file, _ => { }, _ => { }, default);
        });
        Assert.StartsWith($"Nothing answers at {nobody}", refused.Message, StringComparison.Ordinal);
    }

    private string Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, "file.ndjson");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static async Task<BulkReport> SendAsync(FakeNode node, string path, List<long>? sent = null)
    {
        await using var file = File.OpenRead(path);
        return await BulkClient.SendAsync(node.Address, file, bytes => sent?.Add(bytes), _ => { }, default);
    }
}
