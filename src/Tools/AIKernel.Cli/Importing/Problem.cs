using System.Text.Json;

namespace AIKernel.Cli.Importing;

/// <summary>Puts a refusal (RFC 9457 problem details, if the server sent them) into one sentence.</summary>
internal static class Problem
{
    public static async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var words = "";
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
            words = Words(await response.Content.ReadAsStringAsync(ct));

        var code = (int)response.StatusCode;
        return $"The server refused the file ({code} {response.ReasonPhrase}){(words.Length > 0 ? $": {words}" : ".")}";
    }

    /// <summary>Title and detail, as far as they are there and differ.</summary>
    public static string Words(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? string.Join(" ", new[] { Member(document, "title"), Member(document, "detail") }.Where(text => text.Length > 0).Distinct())
                : "";
        }
        catch (JsonException)
        {
            return ""; // the status code has to do
        }
    }

    private static string Member(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
