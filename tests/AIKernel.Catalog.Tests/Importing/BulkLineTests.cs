using System.Text;
using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Tests.Importing;

/// <summary>How bytes become lines, and what is said of bad ones.</summary>
public class BulkLineTests
{
    private static readonly BulkOptions BestEffort = new(false, false);
    private readonly InMemoryBulkStore _store = new();

    private Task<Answer> RunAsync(params byte[][] parts) => _store.RunAsync(new MemoryStream(parts.SelectMany(part => part).ToArray()), BestEffort);

    [Fact]
    public async Task A_byte_order_mark_CRLF_and_blank_lines_are_accepted_and_counted()
    {
        var answer = await RunAsync([0xEF, 0xBB, 0xBF], Json.Bytes($"\r\n{Import.Model("a")}\r\n\r\n \t \n{Import.Model("b")}\n\n{Import.Model("c")}"));
        Assert.Equal(["2 created", "5 created", "7 created"], answer.Told);
        Assert.Equal(3, answer.Summary.Lines);
    }

    [Fact]
    public async Task A_mark_before_the_first_line_is_not_part_of_it()
    {
        var answer = await RunAsync([0xEF, 0xBB, 0xBF], Json.Bytes(Import.Model("a")));
        Assert.Equal(["1 created"], answer.Told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(70_000)]
    public async Task It_does_not_matter_how_the_bytes_arrive(int chunk)
    {
        var bytes = Json.Bytes($"{Import.Model("a", $",'description':'{new string('é', 8000)}'")}\r\n\n{Import.Model("b")}\n{Import.Relate("a", "b")}");
        var answer = await _store.RunAsync(new ChunkedStream(bytes, chunk), BestEffort);
        Assert.Equal(["1 created", "3 created", "4 created"], answer.Told);
        Assert.Equal(8000, _store.Resources["model:n/a"].Content.Description.Length);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_spoil_their_line_only()
    {
        var answer = await RunAsync(Json.Bytes("{'op':'upsert','kind':'"), [0xC3, 0x28], Json.Bytes($"'}}\n{Import.Model("a")}\n"));
        Assert.Equal(["1 failed invalid-utf8", "2 created"], answer.Told);
    }

    [Theory]
    [InlineData("{", "invalid-json")]
    [InlineData("[]", "invalid-json")]
    [InlineData("null", "invalid-json")]
    [InlineData("{}", "unknown-op")]
    [InlineData("{'op':1}", "unknown-op")]
    [InlineData("{'op':'Upsert'}", "unknown-op")]
    [InlineData("{'op':'\\ud800'}", "unknown-op")]
    [InlineData("{'\\ud800':1}", "unknown-op")]
    [InlineData("{'op':'upsert','op':'upsert'}", "validation-failed")]
    [InlineData("{'op':'upsert','kind':'robot','namespace':'n','name':'r'}", "unknown-kind")]
    [InlineData("{'op':'upsert','kind':'robot','namespace':'n','name':'*'}", "validation-failed")]
    [InlineData("{'op':'upsert','kind':'model','namespace':'n','name':'a','\\udfff':1}", "validation-failed")]
    [InlineData("{'op':'delete'}", "validation-failed")]
    [InlineData("{'op':'delete','ref':'model:n/a;v=1'}", "validation-failed")]
    [InlineData("{'op':'delete','ref':'robot:n/a'}", "unknown-kind")]
    [InlineData("{'op':'delete','ref':'model:n/a','id':1}", "validation-failed")]
    [InlineData("{'op':'relate','source':'model:n/a','type':'likes','target':'model:n/b'}", "validation-failed")]
    [InlineData("{'op':'relate','source':'01975e3c-7d0a-7c3e-9d52-0f3a4b5c6d7e','type':'uses','target':'model:n/b'}", "validation-failed")]
    [InlineData("{'op':'relate','source':'model:n/a','type':'uses','target':'model:n/b','properties':{'a':1e999}}", "validation-failed")]
    public async Task A_bad_line_has_a_code_and_hurts_no_other(string line, string code)
    {
        var answer = await _store.RunAsync(Import.Model("x"), line, Import.Model("y"));
        Assert.Equal(["1 created", $"2 failed {code}", "3 created"], answer.Told);
    }

    [Fact]
    public async Task The_detail_tells_every_fault_with_its_pointer()
    {
        var answer = await _store.RunAsync("{'op':'upsert','kind':'model','name':1,'namespace':'n','tags':['ok','NO']}");
        Assert.Equal("/name: wrong-type: Must be a string. /tags/1: pattern: 1 to 63 of a-z, 0-9 and :+#._-, beginning with a letter or digit.", answer.Detail(1));
    }

    [Fact]
    public async Task The_detail_stays_short_however_much_is_wrong()
    {
        var answer = await _store.RunAsync(Import.Model("a", string.Concat(Enumerable.Range(0, 90).Select(index => $",'u{index}':1"))));
        Assert.InRange(answer.Detail(1).Length, 500, 1100);
        Assert.Matches(@" And \d+ more\.$", answer.Detail(1));
    }

    [Fact]
    public async Task A_refused_resource_is_named_where_it_can_be()
    {
        var answer = await _store.RunAsync(Import.Model("a", ",'x':1"), "{'op':'upsert','kind':'model','namespace':'n','name':'*'}");
        Assert.Equal("model:n/a", answer.Results[0].GetProperty("ref").GetString());
        Assert.Equal("resource", answer.Results[1].GetProperty("type").GetString());
        Assert.False(answer.Results[1].TryGetProperty("ref", out _));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task A_line_of_512_KiB_is_read_and_one_byte_more_is_skipped(string end)
    {
        var fitting = await RunAsync(Padded(Import.Model("a"), BulkLimits.MaxLineBytes), Json.Bytes(end));
        Assert.Equal(["1 created"], fitting.Told);
        var longer = await RunAsync(Padded(Import.Model("b"), BulkLimits.MaxLineBytes + 1), Json.Bytes(end));
        Assert.Equal(["1 failed line-too-long"], longer.Told);
    }

    [Fact]
    public async Task A_line_of_512_KiB_is_read_though_its_end_arrives_in_two_pieces()
    {
        byte[] line = [.. Padded(Import.Model("a"), BulkLimits.MaxLineBytes), .. "\r\n"u8];
        var answer = await _store.RunAsync(new ChunkedStream(line, 1), BestEffort);
        Assert.Equal(["1 created"], answer.Told);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(20 << 20)]
    public async Task After_a_line_that_is_too_long_the_next_goes_on(int length)
    {
        var answer = await _store.RunAsync(Import.Model("a"), new string('x', length), Import.Model("b"));
        Assert.Equal(["1 created", "2 failed line-too-long", "3 created"], answer.Told);
    }

    private static byte[] Padded(string line, int length) => Encoding.UTF8.GetBytes(line.Replace('\'', '"').PadRight(length));
}
