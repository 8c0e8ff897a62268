using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AIKernel.Benchmarks.Harness;

namespace AIKernel.Benchmarks.Results;

/// <summary>
/// The results that the repository keeps: <c>latest.json</c> with the rows, <c>latest.machine.json</c> with when and where,
/// and <c>index.html</c> that shows both. A run of some suites replaces their rows and leaves the others.
/// </summary>
internal sealed class ResultFiles(string folder)
{
    // Signs such as ≤ stay readable; the files are read by programs and people, never put into a page as they are.
    private static readonly ResultJson Json = new(new JsonSerializerOptions(ResultJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private string RowsFile => Path.Combine(folder, "latest.json");

    private string HeaderFile => Path.Combine(folder, "latest.machine.json");

    private string PageFile => Path.Combine(folder, "index.html");

    /// <param name="runs">The suites that ran, each with its rows.</param>
    /// <param name="order">All suites there are, in the order in which the results show them.</param>
    /// <param name="machine">Where they ran.</param>
    public async Task UpdateAsync(IEnumerable<(SuiteRun Run, IReadOnlyList<Row> Rows)> runs, IReadOnlyList<string> order, Machine machine)
    {
        var all = Load();
        foreach (var (run, rows) in runs) all[run.Name] = (run, [.. rows.Select(StoredRow.Of)]);
        var kept = order.Where(all.ContainsKey).Select(name => all[name]).ToList();
        var header = new RunHeader(Now(), machine, [.. kept.Select(static suite => suite.Run)]);
        IReadOnlyList<StoredRow> stored = [.. kept.SelectMany(static suite => suite.Rows)];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(RowsFile, JsonSerializer.Serialize(stored, Json.IReadOnlyListStoredRow) + "\n");
        await File.WriteAllTextAsync(HeaderFile, JsonSerializer.Serialize(header, Json.RunHeader) + "\n");
        await File.WriteAllTextAsync(PageFile, ResultPage.Render(header, [.. kept.Select(static suite => (suite.Run, suite.Rows))]));
    }

    public static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What is kept so far by suite; nothing when the two files do not fit each other.</summary>
    private Dictionary<string, (SuiteRun Run, IReadOnlyList<StoredRow> Rows)> Load()
    {
        var all = new Dictionary<string, (SuiteRun, IReadOnlyList<StoredRow>)>();
        if (!File.Exists(RowsFile) || !File.Exists(HeaderFile)) return all;
        var rows = JsonSerializer.Deserialize(File.ReadAllText(RowsFile), ResultJson.Default.IReadOnlyListStoredRow) ?? [];
        var header = JsonSerializer.Deserialize(File.ReadAllText(HeaderFile), ResultJson.Default.RunHeader);
        if (header is null || header.Suites.Sum(static suite => suite.Rows) != rows.Count) return all;
        var from = 0;
        foreach (var suite in header.Suites)
        {
            all[suite.Name] = (suite, [.. rows.Skip(from).Take(suite.Rows)]);
            from += suite.Rows;
        }
        return all;
    }
}
