using System.Net;
using System.Text.Json;
using AIKernel.Cli.Importing;
using AIKernel.LocalServers;

namespace AIKernel.Cli.Stack;

/// <summary>
/// Loads the demo catalog once in the life of a state folder, and only into an empty catalog. The mark is set before
/// the first file and changed after the last: a load that was cut short is finished by the next start (importing a
/// line twice changes nothing).
/// </summary>
internal sealed class Demo(StateFolder state, HttpClient client)
{
    private const string Begun = "loading";
    private const string Done = "loaded";
    private const string NotLoaded = $"The demo catalog is not loaded: this node wants a key for it. Make one with ./run key create, and start again with it in {BulkClient.KeyVariable}.";

    /// <summary>In the order in which they are loaded: the later ones bring new versions of what the first one has.</summary>
    public static IReadOnlyList<string> Files { get; } = ["catalog.ndjson", "catalog-updates.ndjson", "catalog-updates-2.ndjson"];

    /// <summary>Returns what it loaded, or <see langword="null"/> when there was nothing to do.</summary>
    public async Task<string?> LoadOnceAsync(string node, CancellationToken ct)
    {
        var mark = File.Exists(state.DemoMark) ? (await File.ReadAllTextAsync(state.DemoMark, ct)).Trim() : "";
        if (mark == Done)
            return null;

        try
        {
            return mark == Begun || await IsEmptyAsync(node, ct) ? await LoadAsync(node, ct) : null;
        }
        catch (ImportException fault) when (fault.NeedsKey)
        {
            return NotLoaded; // a node that is closed is not a stack that failed
        }
    }

    private async Task<string> LoadAsync(string node, CancellationToken ct)
    {

        PrivateFile.Write(state.DemoMark, Begun);
        var reports = new List<BulkReport>();
        foreach (var name in Files)
            reports.Add(await SendAsync(node, Path.Combine(Installation.Demo, name), ct));

        PrivateFile.Write(state.DemoMark, Done);
        return $"Loaded the demo catalog: {reports.Sum(one => one.Summary!.Resources.Created)} resources, " +
            $"{reports.Sum(one => one.Summary!.Relationships.Created)} relationships, " +
            $"{reports.Sum(one => one.Summary!.Resources.Updated)} new versions.";
    }

    private static async Task<BulkReport> SendAsync(string node, string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        BulkReport report;
        try
        {
            report = await BulkClient.SendAsync(new Uri(node), file, static _ => { }, static _ => { }, ct);
        }
        catch (ImportException fault) when (!fault.NeedsKey)
        {
            throw new LocalServerException($"The demo catalog could not be loaded. {fault.Message}", fault);
        }

        return report.FirstFailures is [var first, ..]
            ? throw new LocalServerException($"The demo catalog was not taken: {Path.GetFileName(path)}, line {first.Line}: {first.Code}: {first.Detail}")
            : report;
    }

    private async Task<bool> IsEmptyAsync(string node, CancellationToken ct)
    {
        try
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync(new Uri($"{node}/api/v1/resources?limit=1"), ct));
            return page.RootElement.GetProperty("items").GetArrayLength() == 0;
        }
        catch (HttpRequestException fault) when (fault.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new ImportException("Reading needs a key.", fault) { NeedsKey = true };
        }
        catch (HttpRequestException fault)
        {
            throw new LocalServerException($"Node 1 is ready but does not list its resources: {fault.Message}", fault);
        }
    }
}
