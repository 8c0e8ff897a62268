using System.Globalization;
using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;
using Xunit.Abstractions;

namespace AIKernel.Integration.Tests.Http;

/// <summary>
/// Strange requests of every kind over every route: whatever comes, the answer is a success or a problem document, never
/// a failure. A failing run is replayed with its seed in <c>HTTP_FUZZ_SEED</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Requests = 2_000;
    private const int RequestsPerSeed = 40;

    private static readonly HashSet<int> Expected = [200, 201, 204, 207, 304, 307, 400, 404, 405, 409, 410, 412, 413, 415, 422, 428];

    [Fact]
    public async Task No_request_makes_the_host_fail()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HTTP_FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : Random.Shared.Next();
        output.WriteLine($"HTTP_FUZZ_SEED={seed}");
        await using var host = await new CatalogHost(await HttpFixture.CreateDatabaseAsync()).ReadyAsync();
        var random = new Random(seed);
        var mutator = new RequestMutator(random);
        var statuses = new SortedDictionary<int, int>();
        ContractRequest[] good = [];
        for (var number = 0; number < Requests; number++)
        {
            if (number % RequestsPerSeed == 0) good = [.. ContractRequests.Good(await Seed.PlantAsync(host.Api))];
            var (request, headers) = mutator.Mutate(good[random.Next(good.Length)]);
            var reply = await request.SendAsync(host.Api, headers);
            statuses[reply.Status] = statuses.GetValueOrDefault(reply.Status) + 1;
            if (Judge(reply) is { } fault) Assert.Fail($"HTTP_FUZZ_SEED={seed}, request {number}: {fault}\n{reply}\n{string.Join('\n', headers)}\n{await BodyAsync(request)}");
        }
        output.WriteLine(string.Join(", ", statuses.Select(static pair => $"{pair.Key}: {pair.Value}")));
        // A generator that only ever hits one sort of answer tests nothing.
        Assert.True(statuses.Count >= 10, string.Join(", ", statuses));
        await AssertSoundAsync(host.Api, seed);
    }

    private static string? Judge(Reply reply)
    {
        if (!Expected.Contains(reply.Status)) return "an unexpected status";
        if (reply.Method == "HEAD") return reply.Bytes.Length == 0 ? null : "a body after HEAD";
        if (reply.Status >= 400)
        {
            if (reply.Header("Content-Type") != "application/problem+json") return "an error without a problem document";
            var problem = reply.Json;
            return problem.GetProperty("status").GetInt32() == reply.Status && problem.GetProperty("type").GetString() == "urn:aikernel:problem:" + problem.GetProperty("code").GetString()
                ? null : "a problem document that contradicts itself";
        }
        if (reply.Header("X-Content-Type-Options") != "nosniff") return "no nosniff";
        if (reply.Header("Content-Encoding") is null && reply.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true && reply.Json.ValueKind != JsonValueKind.Object)
            return "an answer that is no object";
        return null;
    }

    /// <summary>What got in through all this is still a catalog that exports and imports back unchanged.</summary>
    private static async Task AssertSoundAsync(ApiClient api, int seed)
    {
        Assert.Equal(200, (await api.GetAsync("/health/ready")).Status);
        var export = await api.GetAsync("/api/v1/export");
        var back = await api.SendAsync("POST", "/api/v1/bulk?mode=atomic", ApiClient.Content(export.Bytes, "application/x-ndjson"));
        Assert.True(back.Status == 200, $"HTTP_FUZZ_SEED={seed}");
        var summary = JsonElement.Parse(back.Text.TrimEnd('\n').Split('\n')[^1]).GetProperty("summary");
        var lines = summary.GetProperty("lines").GetInt32();
        Assert.Equal(lines, summary.GetProperty("resources").GetProperty("unchanged").GetInt32() + summary.GetProperty("relationships").GetProperty("unchanged").GetInt32());
        Assert.Equal(export.Text.Count(static letter => letter == '\n'), lines);
    }

    private static async Task<string> BodyAsync(ContractRequest request)
    {
        if (request.Body is null) return "";
        using var body = request.Body();
        return await body.ReadAsStringAsync();
    }
}
