using System.Text.Json;

namespace AIKernel.Integration.Tests.Fuzzing;

/// <summary>One operation of the OpenAPI document.</summary>
internal sealed record ContractOperation(string Id, string Method, string Path, JsonElement Json)
{
    /// <summary>All of them, in the document's order.</summary>
    public static IReadOnlyList<ContractOperation> All(JsonElement contract) => [.. contract.GetProperty("paths").EnumerateObject()
        .SelectMany(static path => path.Value.EnumerateObject().Select(operation =>
            new ContractOperation(operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value)))];

    /// <summary>Its parameters at one place: path, query or header.</summary>
    public IEnumerable<JsonElement> Parameters(string place) => Json.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place) : [];

    /// <summary>The body that it takes: each media type with its schema.</summary>
    public IReadOnlyList<(string Type, JsonElement Schema)> Bodies => Json.TryGetProperty("requestBody", out var body)
        ? [.. body.GetProperty("content").EnumerateObject().Select(static content => (content.Name, content.Value.GetProperty("schema")))] : [];

    /// <summary>What it answers with this status; null when the document knows of no such answer.</summary>
    public JsonElement? Answer(int status) => Json.GetProperty("responses").TryGetProperty($"{status}", out var answer) ? answer : null;
}
