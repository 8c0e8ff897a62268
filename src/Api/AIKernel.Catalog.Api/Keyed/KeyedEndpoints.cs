using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>One value: read, kept, removed.</summary>
internal static class KeyedEndpoints
{
    /// <summary>The largest body: a value of the largest size, and what is said about it.</summary>
    public const int MaxBodyBytes = KeyedLimits.MaxValueBytes + (512 << 10);

    public static async Task<Results<KeyedResult, Refusal>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (key, refusal) = KeyInAddress.Of(http);
        if (refusal is not null) return refusal;
        return KeyedResult.Of(await http.Cache().GetAsync(key, cancellationToken));
    }

    public static async Task<Results<KeyedResult, Refusal>> DeleteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (key, refusal) = KeyInAddress.Of(http);
        if (refusal is not null) return refusal;
        await http.Cache().DeleteAsync(key, cancellationToken);
        return KeyedResult.Of(static (writer, key) => writer.WriteString("key", key), key);
    }

    public static async Task<Results<KeyedResult, Refusal>> SetAsync(HttpContext http, Lifetimes lifetimes, CancellationToken cancellationToken)
    {
        var json = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken, MaxBodyBytes);
        if (json.Refusal is not null) return json.Refusal;
        var body = new KeyedBody(json.Body, "key", "value", "ttl", "strategy", "tags", "dependencies", "policy");
        var write = new KeyedWrite(body.Key("key"), KeyedBody.ValueOf(body.Value("value")))
        {
            Lifetime = body.Lifetime("ttl", lifetimes),
            Strategy = body.Strategy("strategy"),
            Tags = body.Names("tags", KeyedLimits.MaxTags),
            Dependencies = body.Names("dependencies", KeyedLimits.MaxTags),
            Policy = body.OptionalName("policy"),
        };
        if (body.Refusal is not null) return body.Refusal;
        var strategy = await http.Cache().SetAsync(write, cancellationToken);
        return KeyedResult.Of(static (writer, done) =>
        {
            writer.WriteString("key", done.Key);
            writer.WriteString("strategy", KeyedStrategyNames.NameOf(done.strategy));
        }, (write.Key, strategy));
    }
}
