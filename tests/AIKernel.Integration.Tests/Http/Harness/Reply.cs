using System.Text;
using System.Text.Json;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>An answer as it came over the wire.</summary>
public sealed record Reply(string Method, string Path, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Bytes);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string Etag => Header("ETag") ?? throw new InvalidOperationException($"No ETag: {this}");

    public Guid Id => Json.GetProperty("id").GetGuid();

    public string Code => Json.GetProperty("code").GetString()!;

    /// <summary>Each fault as <c>place:code</c>, in order of the text.</summary>
    public string[] Faults => [.. Json.GetProperty("errors").EnumerateArray().Select(static fault =>
        $"{Place(fault)}:{fault.GetProperty("code").GetString()}").Order(StringComparer.Ordinal)];

    public IEnumerable<JsonElement> Items => Json.GetProperty("items").EnumerateArray();

    public override string ToString() => $"{Method} {Path} -> {Status} {Text}";

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        // As sent: the client's typed view would put the words of Cache-Control into another order.
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var request = response.RequestMessage!;
        // A stream of events has no end to wait for.
        var endless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new(request.Method.Method, request.RequestUri!.PathAndQuery, (int)response.StatusCode, headers, endless ? [] : await response.Content.ReadAsByteArrayAsync());
    }

    private static string Place(JsonElement fault) =>
        fault.TryGetProperty("pointer", out var pointer) ? pointer.GetString()!
        : fault.TryGetProperty("parameter", out var parameter) ? parameter.GetString()!
        : fault.GetProperty("header").GetString()!;
}
