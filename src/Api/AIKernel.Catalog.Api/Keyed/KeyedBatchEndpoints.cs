using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Keyed;

/// <summary>Many values at once.</summary>
internal static class KeyedBatchEndpoints
{
    public static async Task<Results<KeyedResult, Refusal>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var json = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken);
        if (json.Refusal is not null) return json.Refusal;
        var body = new KeyedBody(json.Body, "keys");
        var keys = body.Names("keys", KeyedLimits.MaxBatch);
        if (body.Refusal is null && keys.Count == 0) body.Refuse("/keys", FaultCodes.Required, $"Expected 1 to {KeyedLimits.MaxBatch} keys.");
        if (body.Refusal is not null) return body.Refusal;
        return KeyedResult.Of(await http.Cache().GetManyAsync([.. keys.Distinct(StringComparer.Ordinal)], cancellationToken));
    }

    public static async Task<Results<KeyedResult, Refusal>> SetAsync(HttpContext http, Lifetimes lifetimes, CancellationToken cancellationToken)
    {
        var json = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken, KeyedEndpoints.MaxBodyBytes);
        if (json.Refusal is not null) return json.Refusal;
        var body = new KeyedBody(json.Body, "items", "ttl", "strategy");
        var (lifetime, strategy) = (body.Lifetime("ttl", lifetimes), body.Strategy("strategy"));
        KeyedWrite[] writes = [.. body.Items("items").Select(item => new KeyedWrite(item.Key, item.Value) { Lifetime = lifetime, Strategy = strategy })];
        if (body.Refusal is not null) return body.Refusal;
        await http.Cache().SetManyAsync(writes, cancellationToken);
        return KeyedResult.Of(static (writer, count) => writer.WriteNumber("count", count), writes.Length);
    }
}
