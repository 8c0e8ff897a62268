using System.Text.Json;
using AIKernel.Cli.Importing;

namespace AIKernel.Cli.Tests.Importing;

public sealed class BulkReportTests
{
    private const string Summary =
        """{"summary":{"lines":30,"resources":{"created":1,"updated":2,"unchanged":3,"deleted":4},"relationships":{"created":5,"updated":6,"unchanged":7,"deleted":8},"failed":9,"durationMs":1500}}""";

    [Fact]
    public void The_summary_is_read_with_every_number_in_its_place()
    {
        var report = Read("""{"line":1,"status":"created","type":"resource","ref":"tool:a/b","id":"x"}""", Summary);

        Assert.Equal(1, report.Answered);
        Assert.Equal(new BulkSummary(30, new(1, 2, 3, 4), new(5, 6, 7, 8), 9, TimeSpan.FromSeconds(1.5)), report.Summary);
    }

    [Fact]
    public void Only_the_first_failures_are_kept_and_all_are_counted_by_type()
    {
        var lines = Enumerable.Range(1, 50).Select(line =>
            $$"""{"line":{{line}},"status":"failed","type":"{{(line % 2 == 0 ? "resource" : "relationship")}}","code":"cycle","detail":"d{{line}}"}""");
        var report = Read([.. lines, """{"line":51,"status":"failed","code":"invalid-json","detail":"no"}"""]);

        Assert.Equal(51, report.Answered);
        Assert.Equal(BulkReport.FailuresShown, report.FirstFailures.Count);
        Assert.Equal(new BulkFailure(1, "relationship", "cycle", "d1"), report.FirstFailures[0]);
        Assert.Equal((25, 25, 1), (report.Failed("resource"), report.Failed("relationship"), report.Failed("")));
    }

    [Fact]
    public void An_answer_without_its_end_has_no_summary() =>
        Assert.Null(Read("""{"line":1,"status":"created","type":"resource"}""").Summary);

    [Fact]
    public void Members_of_a_later_version_and_blank_lines_do_no_harm()
    {
        var report = Read("", """{"line":1,"status":"created","type":"resource","mood":{"good":true}}""", """{"summary":{"lines":1,"dryRun":false}}""");
        Assert.Equal((1L, 0L), (report.Summary!.Lines, report.Summary.Resources.Created));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1]")]
    [InlineData("{\"line\":")]
    public void What_is_not_an_answer_is_said_to_be_none(string line) => Assert.ThrowsAny<JsonException>(() => Read(line));

    private static BulkReport Read(params string[] lines)
    {
        var report = new BulkReport();
        foreach (var line in lines)
            report.Add(line);

        return report;
    }
}
