using System.Text.Json.Nodes;
using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Monitoring.Live;

/// <summary>A Prometheus of one's own with the shipped configuration and alerts, but looking every second.</summary>
internal sealed class PrometheusServer(LocalProgram program) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new($"http://{program.Address}") };

    public static async Task<PrometheusServer> StartAsync(string folder, IReadOnlyList<string> nodes, IReadOnlyList<string> exporters)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, "prometheus")).FullName;
        var targets = Directory.CreateDirectory(Path.Combine(home, "targets")).FullName;
        foreach (var file in AlertFile.All) File.Copy(file.Path, Path.Combine(home, Path.GetFileName(file.Path)));
        var shipped = await File.ReadAllTextAsync(Path.Combine(AlertFile.Folder, "prometheus.yaml"));
        await File.WriteAllTextAsync(Path.Combine(home, "prometheus.yaml"), shipped.Replace("15s", "1s", StringComparison.Ordinal).Replace("10s", "1s", StringComparison.Ordinal));
        await WriteAsync("catalog-api", nodes);
        await WriteAsync("redis", exporters);
        return new(await LocalProgram.StartAsync("prometheus", folder, "/-/ready", port =>
        {
            File.WriteAllText(Path.Combine(targets, "prometheus.yaml"), Targets([$"127.0.0.1:{port}"]));
            return ([Shell.Find("prometheus"), $"--config.file={home}/prometheus.yaml", $"--storage.tsdb.path={home}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"], []);
        }));

        Task WriteAsync(string job, IReadOnlyList<string> addresses) => File.WriteAllTextAsync(Path.Combine(targets, $"{job}.yaml"), Targets(addresses));
    }

    /// <summary>The series of the last minute.</summary>
    public async Task<IReadOnlyList<JsonNode>> RangeAsync(string expression)
    {
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return [.. (await GetAsync(FormattableString.Invariant($"query_range?query={Uri.EscapeDataString(expression)}&start={end - 60:F3}&end={end:F3}&step=2"))).Items("result")];
    }

    /// <summary>The series there are now.</summary>
    public async Task<IReadOnlyList<JsonNode>> QueryAsync(string expression) => [.. (await GetAsync($"query?query={Uri.EscapeDataString(expression)}")).Items("result")];

    public async Task<IReadOnlySet<string>> MetricNamesAsync() =>
        (await _http.GetFromJsonObjectAsync("/api/v1/label/__name__/values")).Items("data").Select(static name => name.ToString()).ToHashSet(StringComparer.Ordinal);

    /// <summary>What it says under <c>/api/v1/</c>; a refused query is a fault.</summary>
    public async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonObjectAsync($"/api/v1/{path}"))["data"]!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await program.DisposeAsync();
    }

    private static string Targets(IEnumerable<string> addresses) => $"- targets: [{string.Join(", ", addresses.Select(static one => $"\"{one}\""))}]\n  labels: {{namespace: test}}\n";
}

/// <summary>Reading what Prometheus answers.</summary>
internal static class PrometheusAnswers
{
    public static async Task<JsonObject> GetFromJsonObjectAsync(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        var content = JsonNode.Parse(text)!.AsObject();
        return content.Text("status") == "success" ? content : throw new InvalidOperationException($"Prometheus refused {Uri.UnescapeDataString(path)}: {text}");
    }

    /// <summary>The values of a series that are numbers.</summary>
    public static IEnumerable<double> Numbers(JsonNode series) =>
        series.Items("values").Concat(series.At("value") is { } one ? [one] : [])
            .Select(static sample => double.Parse(sample[1]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)).Where(double.IsFinite);
}
