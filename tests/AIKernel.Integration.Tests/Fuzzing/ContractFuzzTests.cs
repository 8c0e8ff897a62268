using System.Globalization;
using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Fuzzing;

/// <summary>
/// Every route, driven from the host's own OpenAPI document with good and bad input: no answer that the document does not
/// know, none of another shape, no error but as a problem document, nothing half-written. <c>AIKERNEL_FUZZ_REQUESTS</c> says
/// how many requests are sent, <c>AIKERNEL_FUZZ_SEED</c> replays a run.
/// </summary>
public sealed class ContractFuzzTests(ITestOutputHelper output)
{
    private const int Requests = 2_000;
    private const int RequestsPerSeed = 50;
    private const int FaultsTold = 20;

    private const string Endless = "text/event-stream";

    [Fact]
    public async Task Whatever_is_asked_of_any_route_the_answer_is_one_of_the_contract()
    {
        var (requests, seed) = (Number("AIKERNEL_FUZZ_REQUESTS") ?? Requests, Number("AIKERNEL_FUZZ_SEED") ?? Random.Shared.Next());
        output.WriteLine($"AIKERNEL_FUZZ_SEED={seed} AIKERNEL_FUZZ_REQUESTS={requests}");
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync()).ReadyAsync();
        var run = new Run(host.Api, (await host.Api.GetAsync("/openapi/v1.json")).Json, new Random(seed));
        var faults = new List<string>();
        for (var number = 0; number < requests && faults.Count < FaultsTold; number++)
        {
            if (number % RequestsPerSeed == 0) await run.PlantAsync();
            if (await run.StepAsync() is { } fault) faults.Add($"AIKERNEL_FUZZ_SEED={seed}, request {number}: {fault}");
        }
        output.WriteLine(run.ToString());
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        run.AssertBroad();
        await AssertSoundAsync(host.Api, seed);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : null;

    /// <summary>What got in through all this is still a catalog that exports and imports back unchanged.</summary>
    private static async Task AssertSoundAsync(ApiClient api, int seed)
    {
        Assert.Equal(200, (await api.GetAsync("/health/ready")).Status);
        var export = await api.GetAsync("/api/v1/export");
        var back = await api.SendAsync("POST", "/api/v1/bulk?mode=atomic", ApiClient.Content(export.Bytes, "application/x-ndjson"));
        Assert.True(back.Status == 200, $"AIKERNEL_FUZZ_SEED={seed}");
        var summary = JsonElement.Parse(back.Text.TrimEnd('\n').Split('\n')[^1]).GetProperty("summary");
        var unchanged = summary.GetProperty("resources").GetProperty("unchanged").GetInt32() + summary.GetProperty("relationships").GetProperty("unchanged").GetInt32();
        Assert.Equal(export.Text.Count(static letter => letter == '\n'), unchanged);
    }

    /// <summary>One run's requests and what became of them.</summary>
    private sealed class Run
    {
        private readonly ApiClient _api;
        private readonly SchemaValues _values;
        private readonly IReadOnlyList<ContractOperation> _operations;
        private readonly JsonShape _shape;
        private readonly SortedDictionary<string, SortedDictionary<int, int>> _statuses = new(StringComparer.Ordinal);
        private string[] _known = [];
        private string _watched = "";

        public Run(ApiClient api, JsonElement contract, Random random)
        {
            (_api, _shape) = (api, new(contract));
            _values = new(contract, random, strangeness: 0.02, () => _known);
            _operations = [.. ContractOperation.All(contract).Where(static operation => !operation.Json.GetRawText().Contains(Endless, StringComparison.Ordinal))];
        }

        public async Task PlantAsync()
        {
            var seed = await Seed.PlantAsync(_api);
            _known = [seed.One.ToString(), seed.OneRef, seed.Two.ToString(), seed.Edge.ToString(), seed.Deleted.ToString()];
            _watched = $"/api/v1/resources/{seed.One}";
        }

        /// <summary>Sends one request, judges the answer, and says what is wrong; null when nothing is.</summary>
        public async Task<string?> StepAsync()
        {
            var request = GeneratedRequest.Of(_values.Pick([.. _operations]), _values);
            var before = request.Path.StartsWith(_watched, StringComparison.Ordinal) && request.Method is not ("GET" or "HEAD") ? await _api.GetAsync(_watched) : null;
            var reply = await request.SendAsync(_api);
            if (!_statuses.TryGetValue(request.Operation.Id, out var counts)) _statuses[request.Operation.Id] = counts = [];
            counts[reply.Status] = counts.GetValueOrDefault(reply.Status) + 1;
            var fault = Judge(request, reply);
            if (fault is null && before is not null && reply.Status >= 400 && await _api.GetAsync(_watched) is var after && (after.Status, after.Text) != (before.Status, before.Text))
                fault = $"refused, and yet something was written: {before} {after}";
            return fault is null ? null : $"{fault}\n{reply}\n{request}";
        }

        /// <summary>A generator that only ever hits one sort of answer tests nothing.</summary>
        public void AssertBroad()
        {
            Assert.Equal(_operations.Select(static operation => operation.Id).Order(StringComparer.Ordinal), _statuses.Keys);
            Assert.True(_statuses.Values.SelectMany(static counts => counts.Keys).Distinct().Count() >= 10, ToString());
            Assert.True(_statuses.Values.Count(static counts => counts.Keys.Any(static status => status < 300)) > _statuses.Count * 3 / 4, ToString());
        }

        public override string ToString() => string.Join('\n', _statuses.Select(static operation =>
            $"{operation.Key}: {string.Join(", ", operation.Value.Select(static count => $"{count.Key} × {count.Value}"))}"));

        private string? Judge(GeneratedRequest request, Reply reply)
        {
            // Writing behind needs a Redis of its own, which this host has not.
            if (reply.Status >= 500 && !(reply.Status == 503 && request.Operation.Path.StartsWith("/cache", StringComparison.Ordinal))) return "a failure";
            if (request.Operation.Answer(reply.Status) is not { } answer) return "an answer that the contract does not know";
            if (request.Method == "HEAD") return reply.Bytes.Length == 0 ? null : "a body after HEAD";
            if (!answer.TryGetProperty("content", out var content)) return reply.Bytes.Length == 0 ? null : "a body where none belongs";
            var type = reply.Header("Content-Type")?.Split(';')[0] ?? "";
            if (!content.TryGetProperty(type, out var media)) return "a body of another type";
            if (reply.Header("Content-Encoding") is not null) return null;
            var documents = type == "text/plain" ? [] : type == "application/x-ndjson" ? reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [reply.Text];
            return documents.SelectMany(document => _shape.Check(JsonElement.Parse(document), media.GetProperty("schema"))).FirstOrDefault();
        }
    }
}
