using System.Text;
using System.Text.Json.Nodes;

namespace AIKernel.Integration.Tests.Http.Harness;

/// <summary>Turns good requests into strange ones. The same seed gives the same requests for the same rows.</summary>
internal sealed class RequestMutator(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "model", "starship", "*", "%", "_", "'", "\"", "\\", "{}", "[]", "null", "true", "0", "-1", "1", "1.5", "1e999", "2147483648", "9223372036854775808", "NaN", "\u0000", "\u0007", "a\nb", "\u202e", "💡", "e\u0301", "\ufffd",
        "http-tests", "model:http-tests/x", "model:a/b;v=1", "model:a/b;v=0", ";v=", ":/", "model:", "uses", "part_of", "draft", "upstream", "incoming", "atomic", "../../etc/passwd", "a//b", "javascript:alert(1)", "https://example.com/?a=b", "00000000-0000-0000-0000-000000000000",
        "'; drop table catalog.resources; --", "$1", "{0}", "\\u0000", "a&b=c", "x,y,,z", new('x', 300), new('é', 9000),
    ];

    private static readonly string[] Names =
    [
        "kind", "ns", "tag", "owner", "lifecycle", "label.a", "label.", "sort", "cursor", "limit", "ref", "purge", "direction", "type", "types", "depth", "maxNodes", "q", "prefix", "mode", "dryRun", "other", "",
    ];

    private static readonly string[] Members =
    [
        "kind", "namespace", "name", "title", "description", "owner", "lifecycle", "tags", "labels", "links", "spec", "id", "revision", "source", "target", "type", "properties", "ids", "refs", "depth", "op", "ref", "unknown", "", "__proto__",
    ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match", ["*", "\"a\"", "W/\"a\"", "x", "", "*, \"a\"", "\"00000000000000000000000000000000-1\"", "\"a\", \"b\""]),
        ("If-None-Match", ["*", "\"a\"", "W/\"a\"", "x", "\"\""]),
        ("If-Modified-Since", ["Fri, 01 Jan 2100 00:00:00 GMT", "yesterday"]),
        ("If-Unmodified-Since", ["Mon, 01 Jan 2001 00:00:00 GMT", "0"]),
        ("Accept-Encoding", ["gzip", "br", "*", "gzip;q=2", ";;", "identity;q=0"]),
        ("Accept", ["text/html", "*/*", ""]),
        ("Cache-Control", ["no-cache", "no-store", "max-age=x", "=,=", "no-cache=\"x"]),
        ("Catalog-Position", ["0000000000000000-1", "ffffffffffffffff-18446744073709551615", "x"]),
        ("Range", ["bytes=0-1", "bytes=-1"]),
        ("Expect", ["100-continue"]),
        ("X-Http-Method-Override", ["DELETE"]),
    ];

    private static readonly string[] Types = ["application/json", "application/merge-patch+json", "application/x-ndjson", "text/plain", "application/json; charset=utf-16", "x", "application/json;;", "application/*"];

    public (ContractRequest Request, (string, string)[] Headers) Mutate(ContractRequest good)
    {
        var request = good;
        if (Chance(0.05)) request = request with { Method = Pick("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS") };
        if (Chance(0.15)) request = request with { Path = MutatePath(request.Path) };
        for (var more = random.Next(0, 3); more > 0; more--) request = request.With($"{Escape(Pick(Names))}={Escape(Pick(Texts))}");
        if (request.Method is not ("GET" or "HEAD")) request = MutateBody(request);
        var headers = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Pick(Headers)).DistinctBy(static header => header.Name).Select(header => (header.Name, Pick(header.Values))).ToList();
        if (Chance(0.6) && headers.All(static header => header.Name != "If-Match")) headers.Add(("If-Match", "*"));
        if (request.Body is not null && Chance(0.03)) headers.Add(("Content-Encoding", Pick("gzip", "br", "identity", "x")));
        return (request, [.. headers]);
    }

    private string MutatePath(string path)
    {
        var cut = path.IndexOf('?', StringComparison.Ordinal);
        var segments = (cut < 0 ? path : path[..cut]).Split('/');
        // A segment of NUL or of dots is settled by the server or the client before any of our code.
        segments[random.Next(1, segments.Length)] = Escape(Pick(Texts).Replace("\u0000", "", StringComparison.Ordinal).Replace("..", "", StringComparison.Ordinal));
        return string.Join('/', segments) + (cut < 0 ? "" : path[cut..]);
    }

    private ContractRequest MutateBody(ContractRequest request)
    {
        var type = Chance(0.9) ? request.Operation == "import" ? "application/x-ndjson" : "application/json" : Pick(Types);
        return random.Next(10) switch
        {
            < 3 => request,
            < 7 => request.With(Encoding.UTF8.GetBytes(Document(request.Operation)), type),
            7 => request.With(Encoding.UTF8.GetBytes(Document(request.Operation).Replace("\"a\"", "\"\\ud800\"", StringComparison.Ordinal)), type),
            8 => request.With(Damaged(Encoding.UTF8.GetBytes(Document(request.Operation))), type),
            _ => request.With(Bytes(random.Next(0, 200)), type),
        };
    }

    private string Document(string operation) => operation == "import"
        ? string.Join('\n', Enumerable.Range(0, random.Next(0, 6)).Select(_ => Object(2).ToJsonString()))
        : Chance(0.9) ? Object(3).ToJsonString() : Value(3)?.ToJsonString() ?? "null";

    /// <summary>An object that often is nearly right: a resource, a relationship or a question with something added.</summary>
    private JsonObject Object(int depth)
    {
        var value = random.Next(4) switch
        {
            0 => Samples.Resource(),
            1 => new JsonObject { ["op"] = Pick("upsert", "delete", "relate", "unrelate"), ["kind"] = "model", ["namespace"] = "http-tests", ["name"] = "fuzz" },
            2 => new JsonObject { ["source"] = "model:http-tests/fuzz", ["type"] = "uses", ["target"] = "model:http-tests/other" },
            _ => [],
        };
        for (var more = random.Next(0, 4); more > 0; more--) value[Pick(Members)] = Value(depth - 1);
        return value;
    }

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => random.Next(-2, 3),
        2 => Chance(0.5),
        3 or 4 => Pick(Texts),
        5 or 6 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Value(depth - 1))]),
        _ => Object(depth),
    };

    private byte[] Damaged(byte[] bytes)
    {
        if (bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private bool Chance(double probability) => random.NextDouble() < probability;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    // The server itself answers a request line beyond its limit, with 414 and no body.
    private static string Escape(string text) => Uri.EscapeDataString(text.Length > 200 ? text[..200] : text);
}
