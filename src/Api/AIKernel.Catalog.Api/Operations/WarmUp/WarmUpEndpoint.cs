using System.Text.Json;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Keyed;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Operations.WarmUp;

/// <summary>Loads what an operator names into memory and Redis.</summary>
internal static class WarmUpEndpoint
{
    private const int MaxKeys = 1_000;
    private const int MaxLength = 400;
    private const string Parallel = "parallel";
    private const string Sequential = "sequential";

    public static void MapWarmUp(this RouteGroupBuilder operations) => operations.MapPost("/warm-up", WarmAsync).Named("warmUp", "Load resources and keyed values into the cache")
        .NeedsDatabase().TakesBody("WarmUp", RequestTypes.Json, "Which.")
        .Answers(200, "They were tried; those that could not be loaded are told.", "WarmUpResult", headers: "Cache-Control")
        .Refuses(ProblemKind.BadBody, ProblemKind.Invalid);

    private static async Task<Results<OperatorAnswer, Refusal>> WarmAsync(
        HttpContext http, Warmer warmer, ReferenceReader references, IOptions<WarmUpConfiguration> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var (keys, strategy, refusal) = Read(body.Body);
        if (refusal is not null) return refusal;
        var known = keys.Select(text => WarmUpKey.Read(text, references)).OfType<WarmUpKey>().ToList();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.DeadlineSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var result = await warmer.WarmAsync(known, strategy == Sequential ? 1 : options.Value.Parallelism, either.Token);
        var failed = keys.Except(known.Select(static key => key.Text)).Select(static text => new WarmUpFailure(text, WarmUpFailure.Malformed)).Concat(result.Failed).ToList();
        var values = await WarmValuesAsync(http, failed, either.Token);
        failed.RemoveAll(failure => values.Contains(failure.Key));
        return OperatorAnswer.Of(new(failed.Count == 0, result.Warmed + values.Count, failed), OperationsJson.Instance.WarmUpAnswer);
    }

    /// <summary>Of what names no resource, the keys of keyed values, now in both tiers: that they were read is what loads them.</summary>
    private static async Task<HashSet<string>> WarmValuesAsync(HttpContext http, IReadOnlyList<WarmUpFailure> failed, CancellationToken cancellationToken)
    {
        var keys = failed.Where(static failure => failure.Reason is WarmUpFailure.Malformed or WarmUpFailure.NotFound && KeyedLimits.IsName(failure.Key)).Select(static failure => failure.Key).Distinct(StringComparer.Ordinal).ToList();
        var found = keys.Count == 0 || cancellationToken.IsCancellationRequested ? [] : await http.Cache().GetManyAsync(keys, cancellationToken);
        return [.. found.Where(static answer => answer.Hit).Select(static answer => answer.Key)];
    }

    private static (IReadOnlyList<string> Keys, string Strategy, Refusal? Refusal) Read(JsonElement json)
    {
        var body = new QueryBody(json, "keys", "compute_strategy");
        var keys = body.Texts("keys", MaxLength).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count == 0 || body.CountOf("keys") > MaxKeys) body.Refuse("/keys", "out-of-range", $"Expected 1 to {MaxKeys} ids or references.");
        var strategy = body.Text("compute_strategy") ?? Parallel;
        if (strategy is not (Parallel or Sequential)) body.Refuse("/compute_strategy", FaultCodes.UnknownValue, $"Expected {Parallel} or {Sequential}.");
        return (keys, strategy, body.Refusal);
    }
}

/// <summary>What came of it: success when every key was loaded.</summary>
internal sealed record WarmUpAnswer(bool Success, int WarmedCount, IReadOnlyList<WarmUpFailure> Failed);
