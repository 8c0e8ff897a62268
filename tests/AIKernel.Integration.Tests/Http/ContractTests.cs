using System.Text.Json;
using System.Text.RegularExpressions;
using AIKernel.Integration.Tests.Http.Harness;
using AIKernel.Integration.Tests.Keyed;
using AIKernel.Integration.Tests.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Http;

/// <summary>The OpenAPI document and the running host say the same.</summary>
[Collection(HttpCollection.Name)]
public sealed class ContractTests(HttpFixture fixture)
{
    [Fact]
    public async Task Every_mapped_route_is_described_and_nothing_else()
    {
        var described = Operations(await ReadAsync()).Select(static operation => $"{operation.Method} {operation.Path}");
        var mapped = fixture.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} /{Regex.Replace(endpoint.RoutePattern.RawText!.Trim('/'), @"\{\**(\w+)(:\w+)?\}", "{$1}")}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_is_the_same_at_both_addresses_and_every_time()
    {
        var first = await fixture.Api.GetAsync("/openapi/v1.json");
        var second = await fixture.Api.GetAsync("/api/v1/openapi/v1.json");
        Assert.Equal((200, 200, first.Text), (first.Status, second.Status, second.Text));
        Assert.Equal(first.Etag, second.Etag);
        Assert.Equal("3.1.1", first.Json.GetProperty("openapi").GetString());
        Assert.DoesNotContain("127.0.0.1", first.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_schema_that_is_referred_to_exists()
    {
        var contract = await ReadAsync();
        var schemas = contract.GetProperty("components").GetProperty("schemas");
        var referred = Regex.Matches(contract.GetRawText(), "\"#/components/schemas/(\\w+)\"").Select(static match => match.Groups[1].Value).ToHashSet();
        Assert.NotEmpty(referred);
        Assert.Equal(schemas.EnumerateObject().Select(static schema => schema.Name).Order(StringComparer.Ordinal), referred.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_tells_its_parameters_body_and_problems()
    {
        foreach (var operation in Operations(await ReadAsync()))
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Json.GetProperty("summary").GetString()));
            Assert.All(Parameters(operation.Json), static parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.GetProperty("description").GetString())));
            foreach (var answer in operation.Json.GetProperty("responses").EnumerateObject())
            {
                Assert.False(string.IsNullOrWhiteSpace(answer.Value.GetProperty("description").GetString()));
                if (int.Parse(answer.Name, null) >= 400 && !operation.Path.StartsWith("/health", StringComparison.Ordinal))
                    Assert.Equal(["application/problem+json"], answer.Value.GetProperty("content").EnumerateObject().Select(static content => content.Name));
            }
            Assert.Equal(operation.Json.TryGetProperty("requestBody", out _), ContractRequests.Good(Seed.Unplanted()).Any(good => good.Operation == operation.Id && good.Body is not null) || OperatorScript.WithBody.Contains(operation.Id) || KeyedScript.WithBody.Contains(operation.Id));
        }
    }

    [Fact]
    public async Task Every_documented_answer_occurs_and_has_its_shape_and_no_other_occurs()
    {
        var contract = await ReadAsync();
        var operations = Operations(contract).ToDictionary(static operation => operation.Id);
        var seen = new HashSet<string>();
        foreach (var (operation, reply) in await new ContractScript(fixture).RunAsync())
        {
            var told = $"{operation} {reply.Status}{(reply.Header("Content-Type") == "application/problem+json" ? " " + reply.Code : "")}";
            seen.Add(told);
            AssertShape(contract, operations[operation].Json, reply);
        }
        Assert.Equal(operations.Values.SelectMany(Answers).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private static void AssertShape(JsonElement contract, JsonElement operation, Reply reply)
    {
        Assert.True(operation.GetProperty("responses").TryGetProperty($"{reply.Status}", out var answer), $"Undocumented: {reply}");
        if (answer.TryGetProperty("headers", out var headers))
            // There is not always a next page, nor does every import keep something.
            Assert.All(headers.EnumerateObject().Where(header => header.Name != "Link" && !(header.Name == "Catalog-Position" && reply.Path.StartsWith("/api/v1/bulk", StringComparison.Ordinal))),
                header => Assert.True(reply.Header(header.Name) is not null, $"{header.Name} is missing: {reply}"));
        if (!answer.TryGetProperty("content", out var content))
        {
            Assert.Empty(reply.Bytes);
            return;
        }
        var type = reply.Header("Content-Type")!.Split(';')[0];
        var schema = content.GetProperty(type).GetProperty("schema");
        var documents = type is "text/plain" or "text/event-stream" ? [] : type == "application/x-ndjson" ? reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [reply.Text];
        foreach (var document in documents)
            Assert.True(new JsonShape(contract).Check(JsonElement.Parse(document), schema) is { Count: 0 }, string.Join('\n', [reply.ToString(), .. new JsonShape(contract).Check(JsonElement.Parse(document), schema)]));
    }

    /// <summary>Each answer of an operation as its id, its status and, for problems, its code.</summary>
    private static IEnumerable<string> Answers(Operation operation) => operation.Json.GetProperty("responses").EnumerateObject().SelectMany(answer =>
        answer.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _)
            // What a database that is away does to every operation is tested where one is taken away.
            ? Codes(answer.Value).Where(static code => code != "unavailable").Select(code => $"{operation.Id} {answer.Name} {code}")
            : [$"{operation.Id} {answer.Name}"]);

    private static IEnumerable<string> Codes(JsonElement answer) =>
        Regex.Matches(answer.GetProperty("description").GetString()!, "`([a-z0-9-]+)`:").Select(static match => match.Groups[1].Value);

    private static IEnumerable<Operation> Operations(JsonElement contract) => contract.GetProperty("paths").EnumerateObject()
        .SelectMany(static path => path.Value.EnumerateObject().Select(operation =>
            new Operation(operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value)));

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    private async Task<JsonElement> ReadAsync() => (await fixture.Api.GetAsync("/openapi/v1.json")).Json;

    private sealed record Operation(string Id, string Method, string Path, JsonElement Json);
}
