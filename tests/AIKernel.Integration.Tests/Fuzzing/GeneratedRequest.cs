using System.Text;
using System.Text.Json;
using AIKernel.Integration.Tests.Http.Harness;

namespace AIKernel.Integration.Tests.Fuzzing;

/// <summary>A request made from the contract.</summary>
internal sealed record GeneratedRequest(ContractOperation Operation, string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string? Type)
{
    private const string IfMatch = "If-Match";

    public Task<Reply> SendAsync(ApiClient api) => api.SendAsync(Method, Path, Body is null ? null : ApiClient.Content(Body, Type), [.. Headers]);

    public override string ToString() => $"{Operation.Id}: {Method} {Path}\n{string.Join('\n', Headers)}\n{Type}\n{(Body is null ? "" : Encoding.UTF8.GetString(Body))}";

    /// <summary>Makes a request to an operation from its parameters, headers and body as the document describes them.</summary>
    public static GeneratedRequest Of(ContractOperation operation, SchemaValues values)
    {
        var path = operation.Path;
        foreach (var parameter in operation.Parameters("path"))
            path = path.Replace($"{{{parameter.GetProperty("name").GetString()}}}", Segment(values.Word(parameter.GetProperty("schema"))), StringComparison.Ordinal);
        var query = operation.Parameters("query").Where(parameter => IsRequired(parameter) ? !values.Chance(0.05) : values.Chance(0.2))
            .Select(parameter => $"{Escaped(parameter.GetProperty("name").GetString()!)}={Escaped(values.Word(parameter.GetProperty("schema")))}");
        var headers = operation.Parameters("header").Where(parameter => IsRequired(parameter) || values.Chance(0.08))
            .Select(parameter => (parameter.GetProperty("name").GetString()!, Line(values.Word(parameter.GetProperty("schema"))))).ToList();
        // The one condition that holds without knowing the row.
        if (operation.Parameters("header").Any(static parameter => parameter.GetProperty("name").GetString() == IfMatch) && values.Chance(0.7))
        {
            headers.RemoveAll(static header => header.Item1 == IfMatch);
            headers.Add((IfMatch, "*"));
        }
        var method = operation.Method == "GET" && values.Chance(0.1) ? "HEAD" : operation.Method;
        var (body, type) = BodyOf(operation, values);
        if (body is null) headers.RemoveAll(static header => header.Item1.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)); // they are a body's
        return new(operation, method, string.Join('&', [path + "?", .. query]).Replace("?&", "?", StringComparison.Ordinal).TrimEnd('?'), headers, body, type);
    }

    private static (byte[]?, string?) BodyOf(ContractOperation operation, SchemaValues values)
    {
        if (operation.Bodies.Count == 0 || values.Chance(0.02)) return (null, null);
        var (type, schema) = values.Pick([.. operation.Bodies]);
        var text = type == "application/x-ndjson"
            ? string.Join('\n', Enumerable.Range(0, 4).Select(_ => values.Of(schema)?.ToJsonString() ?? "null"))
            : values.Of(schema)?.ToJsonString() ?? "null";
        if (values.Chance(0.03)) text = text[..(text.Length / 2)]; // ends early
        if (values.Chance(0.03)) text = text.Replace(":\"", ":\"\\ud800", StringComparison.Ordinal); // half a character
        if (values.Chance(0.02) && text.StartsWith('{')) text = "{\"title\":1," + text[1..]; // a member twice
        return (Encoding.UTF8.GetBytes(text), values.Chance(0.03) ? values.Pick("text/plain", "application/*", "x", "application/json;;") : type);
    }

    private static bool IsRequired(JsonElement parameter) => parameter.TryGetProperty("required", out var required) && required.GetBoolean();

    // Segments of NUL or of dots are settled by the server or the client before any of our code.
    private static string Segment(string text) => Escaped(text.Replace("\0", "", StringComparison.Ordinal).Replace("..", "", StringComparison.Ordinal) is { Length: > 0 } segment ? segment : "a");

    // The server itself answers a request line beyond its limit, with 414 and no body.
    private static string Escaped(string text) => Uri.EscapeDataString(text.Length > 300 ? text[..300] : text);

    private static string Line(string text) => new([.. text.Take(300).Where(static letter => letter is >= ' ' and < (char)127)]);
}
