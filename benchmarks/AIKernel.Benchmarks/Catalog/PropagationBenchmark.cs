using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Catalog;

/// <summary>How long after a write was acknowledged by one node another serves it, without being asked to catch up.</summary>
internal static class PropagationBenchmark
{
    private const int Writes = 200;
    private const int WarmUp = 20; // a process just started compiles its first answers

    public static async Task<IReadOnlyList<Row>> RunAsync(ApiProcess writer, ApiProcess reader)
    {
        var path = await WriteAsync(writer, "0");
        var delays = new List<double>();
        for (var i = 1; i <= WarmUp + Writes; i++)
        {
            await WriteAsync(writer, $"{i}");
            var acknowledged = Stopwatch.GetTimestamp();
            while (await TitleAsync(reader, path) != $"{i}") { }
            if (i > WarmUp) delays.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
        }
        delays.Sort();
        return
        [
            new($"another node serves a change after, median of {Writes}", "AIKernel", delays[Writes / 2], "ms", "", 0, 100),
            new("the same, slowest", "AIKernel", delays[^1], "ms", "", 0, 2000),
        ];
    }

    private static async Task<Uri> WriteAsync(ApiProcess node, string title)
    {
        using var answer = await node.Client.PutAsJsonAsync(new Uri("/api/v1/resources/by-ref?ref=tool:bench/propagation", UriKind.Relative), new { title });
        answer.EnsureSuccessStatusCode();
        var written = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new($"/api/v1/resources/{written.GetProperty("id").GetString()}", UriKind.Relative);
    }

    private static async Task<string?> TitleAsync(ApiProcess node, Uri path)
    {
        // The first reads may come before the node has heard that there is such a resource.
        using var answer = await node.Client.GetAsync(path);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString() : null;
    }
}
