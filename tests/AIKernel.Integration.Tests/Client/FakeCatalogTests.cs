using System.Text.Json.Nodes;
using AIKernel.Catalog.Client.Tests.Harness;
using AIKernel.Integration.Tests.Http;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Client;

/// <summary>The catalog that the client's own tests stand on answers as the host does.</summary>
[Collection(HttpCollection.Name)]
public sealed class FakeCatalogTests(HttpFixture fixture)
{
    [Fact]
    public async Task The_fake_catalog_and_the_host_answer_the_same_to_the_same_requests()
    {
        using var fake = new FakeCatalog();
        using var pretended = new HttpClient(fake) { BaseAddress = new("http://catalog.test/") };
        using var real = new HttpClient { BaseAddress = fixture.Api.Address };
        Assert.Equal(string.Join('\n', await AnswersAsync(real)), string.Join('\n', await AnswersAsync(pretended)));
    }

    /// <summary>Each answer as status, problem code, the members of its body, and the headers that the client looks at; ids and digests taken out.</summary>
    private static async Task<List<string>> AnswersAsync(HttpClient http)
    {
        List<string> answers = [];
        var name = Samples.Name("fake");
        var content = new JsonObject { ["kind"] = "model", ["namespace"] = "fake-tests", ["name"] = name };
        var (created, _) = await SendAsync("POST", "resources", content);
        var id = created!["id"]!.GetValue<Guid>();
        var item = $"resources/{id}";
        var byReference = $"resources/by-ref?ref={Uri.EscapeDataString($"model:fake-tests/{name}")}";
        await SendAsync("POST", "resources", content);
        var (_, tag) = await SendAsync("GET", item);
        await SendAsync("GET", item, null, ("If-None-Match", tag!));
        await SendAsync("GET", byReference, null, ("If-None-Match", tag!));
        var (_, listTag) = await SendAsync("GET", "resources?ns=fake-tests&kind=model&limit=1");
        await SendAsync("GET", "resources?ns=fake-tests&kind=model&limit=1", null, ("If-None-Match", listTag!));
        content["title"] = "Two";
        await SendAsync("PUT", item, content, ("If-Match", tag!));
        await SendAsync("PUT", item, content, ("If-Match", tag!));
        await SendAsync("PATCH", item, new() { ["title"] = "Three" }, ("If-Match", "*"));
        await SendAsync("GET", item, null, ("If-None-Match", tag!));
        await SendAsync("DELETE", item, null, ("If-Match", tag!));
        await SendAsync("DELETE", item, null, ("If-Match", "*"));
        await SendAsync("GET", item);
        await SendAsync("GET", byReference);
        await SendAsync("GET", $"resources/{Guid.NewGuid()}");
        await SendAsync("GET", "resources/by-ref?ref=model:fake-tests/nothing");
        await SendAsync("DELETE", $"resources/{Guid.NewGuid()}", null, ("If-Match", "*"));
        await SendAsync("GET", "nowhere");
        return answers;

        async Task<(JsonObject? Body, string? Tag)> SendAsync(string method, string path, JsonObject? body = null, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(new(method), $"api/v1/{path}");
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), null, method == "PATCH" ? "application/merge-patch+json" : "application/json");
            foreach (var (header, value) in headers) request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var json = text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject();
            var (etag, row) = (answer.Headers.ETag?.ToString(), json?["id"]?.GetValue<Guid>().ToString("N"));
            var form = etag is null ? "none" : row is not null && etag.StartsWith($"\"{row}-", StringComparison.Ordinal) ? $"row {etag[(row.Length + 2)..]}" : etag.Length == 24 ? "digest" : $"of {etag.Length}";
            // What a problem says beyond its code is for people.
            var members = json is null ? "" : json["code"]?.ToString() ?? string.Join(',', json.Select(static member => member.Key).Order(StringComparer.Ordinal));
            answers.Add($"{method} {(int)answer.StatusCode} {members} tag {form}, {answer.Headers.CacheControl}, position {answer.Headers.Contains("Catalog-Position")}, {answer.Content.Headers.ContentType?.MediaType}");
            return (json, etag);
        }
    }
}
