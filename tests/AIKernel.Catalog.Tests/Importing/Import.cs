using System.Text;
using System.Text.Json;
using AIKernel.Catalog.Importing;

namespace AIKernel.Catalog.Tests.Importing;

/// <summary>What an import answered.</summary>
internal sealed record Answer(BulkSummary Summary, CatalogPosition? Position, IReadOnlyList<JsonElement> Results, string Text)
{
    /// <summary>Each result as "line status code", without the code where there is none.</summary>
    public string[] Told => [.. Results.Select(result =>
        $"{result.GetProperty("line")} {result.GetProperty("status")}" + (result.TryGetProperty("code", out var code) ? $" {code}" : ""))];

    public string Detail(int line) => Results.Single(result => result.GetProperty("line").GetInt32() == line).GetProperty("detail").GetString()!;
}

/// <summary>Runs imports over the store in memory.</summary>
internal static class Import
{
    public static string Model(string name, string more = "") => $"{{'op':'upsert','kind':'model','namespace':'n','name':'{name}'{more}}}";

    public static string Relate(string source, string target, string type = "derived_from") =>
        $"{{'op':'relate','source':'model:n/{source}','type':'{type}','target':'model:n/{target}'}}";

    public static Task<Answer> RunAsync(this InMemoryBulkStore store, params string[] lines) => store.RunAsync(new(false, false), lines);

    public static Task<Answer> RunAsync(this InMemoryBulkStore store, BulkOptions options, params string[] lines) =>
        store.RunAsync(new MemoryStream(Json.Bytes(string.Join('\n', lines))), options);

    public static async Task<Answer> RunAsync(this InMemoryBulkStore store, Stream input, BulkOptions options, CancellationToken cancellationToken = default)
    {
        await using var report = await new BulkImporter(store, Json.Reader, TimeProvider.System).RunAsync(input, options, cancellationToken);
        using var output = new MemoryStream();
        await report.WriteToAsync(output, cancellationToken);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.True(lines[^1].TryGetProperty("summary", out _));
        Assert.Equal(report.Summary.Lines, lines.Length - 1);
        return new(report.Summary, report.Position, lines[..^1], text);
    }
}
