using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Catalog;

/// <summary>The bulk import of the synthetic catalog through HTTP, twice.</summary>
internal static class ImportBenchmark
{
    public static async Task<IReadOnlyList<Row>> RunAsync(ApiProcess node, string file)
    {
        var (first, created) = await ImportAsync(node, file);
        Expect(created, "created");
        var peak = node.PeakMebibytes;
        var (second, unchanged) = await ImportAsync(node, file);
        Expect(unchanged, "unchanged");
        return
        [
            new("import of 63,000 resources and 248,000 relationships", "AIKernel", first, "s", "", 0, 120),
            new("the node's memory during it", "AIKernel", peak, "MiB", "", 0, 500),
            new("import of the same file again, all unchanged", "AIKernel", second, "s", "", 0, 60),
        ];
    }

    private static async Task<(double Seconds, JsonElement Summary)> ImportAsync(ApiProcess node, string file)
    {
        var started = Stopwatch.GetTimestamp();
        await using var stream = File.OpenRead(file);
        using var content = new StreamContent(stream) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/bulk", UriKind.Relative)) { Content = content };
        using var answer = await node.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var last = "";
        while (await lines.ReadLineAsync() is { } line) last = line;
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (elapsed, JsonDocument.Parse(last).RootElement.GetProperty("summary"));
    }

    private static void Expect(JsonElement summary, string status)
    {
        var resources = summary.GetProperty("resources").GetProperty(status).GetInt32();
        var relationships = summary.GetProperty("relationships").GetProperty(status).GetInt32();
        if (resources != SyntheticCatalog.Resources || relationships != SyntheticCatalog.Relationships)
            throw new InvalidOperationException($"Expected everything to be {status}; the import says {summary}.");
    }
}
