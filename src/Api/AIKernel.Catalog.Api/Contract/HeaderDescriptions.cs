using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.RateLimits;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>What the headers of the contract mean.</summary>
internal static class HeaderDescriptions
{
    private static readonly Dictionary<string, string> Requests = new(StringComparer.Ordinal)
    {
        ["If-Match"] = "Entity tags of the states that may be read or changed, or * for any; strong comparison.",
        ["If-None-Match"] = "Entity tags of what the caller has already, or *; weak comparison.",
        ["If-Modified-Since"] = "A date; ignored beside If-None-Match.",
        ["If-Unmodified-Since"] = "A date after which the state must not have changed; ignored beside If-Match.",
        ["Cache-Control"] = "Directives of RFC 9111: no-cache and, beyond the age they name, max-age, min-fresh and max-stale have the answer validated; only-if-cached leaves the database alone; no-store keeps nothing.",
        ["Content-Encoding"] = "gzip, where the body is.",
        ["Last-Event-ID"] = "The id of the last event that was heard: what was missed since comes first.",
        [HeaderNamesOfOurs.CatalogPosition] = "As answered by a write: what is answered has at least seen that write.",
    };

    private static readonly Dictionary<string, string> Responses = new(StringComparer.Ordinal)
    {
        ["ETag"] = "The strong entity tag of what is answered.",
        ["Cache-Control"] = "What caches may do with the answer.",
        ["Vary"] = "Request headers that choose the answer's coding.",
        ["Last-Modified"] = "When it last changed.",
        ["Link"] = "With rel=\"next\": the next page, where there is one.",
        ["Set-Cookie"] = "The cookie that stands for the session: not for scripts, other sites or open wires.",
        ["Location"] = "Its address.",
        ["WWW-Authenticate"] = "How to say who one is, and which scope is missing (RFC 6750).",
        ["Retry-After"] = "After how many seconds trying again makes sense.",
        [RateLimitHeaders.Policy] = "The limit the request is under: its name, its quota q and its window w in seconds (draft-ietf-httpapi-ratelimit-headers-10). On every answer while limits are on.",
        [RateLimitHeaders.State] = "What is left of it, r, and in how many seconds t the next permit comes back.",
        [HeaderNamesOfOurs.CatalogPosition] = "A read that sends this back sees at least this write, on any node.",
    };

    /// <summary>A request header; If-Match is obligatory where the route refuses requests without it.</summary>
    public static OpenApiParameter OfRequest(string name, IEnumerable<object> metadata) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = Requests[name],
        Required = name == "If-Match" && metadata.OfType<Refusals>().Any(static refusals => refusals.Kinds.Contains(ProblemKind.PreconditionRequired)),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    public static OpenApiHeader OfAnswer(string name) => new() { Description = Responses[name], Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
