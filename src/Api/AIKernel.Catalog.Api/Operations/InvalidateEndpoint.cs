using AIKernel.Caching;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>
/// Ends, on every node and in Redis, whatever is cached and depends on what an operator names: a row in the journal, as a
/// change of it would have written. Entries are judged when they are read, so nothing has to be found or counted now.
/// </summary>
internal static class InvalidateEndpoint
{
    private const int MaxTags = 1_000;
    private const int MaxLength = 512;
    private const string Supported = "What can be given is tags: those of the journal, such as resource:{id}, ref:{reference}, kind:{kind}, resources, edges or resources:*.";

    public static void MapInvalidate(this RouteGroupBuilder operations) => operations.MapPost("/invalidate", InvalidateAsync).Named("invalidate", "End what is cached and carries a tag")
        .NeedsDatabase().TakesBody("Invalidate", RequestTypes.Json, "The tags.")
        .Answers(200, "It is in the journal. This node serves nothing any more that carries one of the tags; another does not once it has seen this position.", "InvalidateResult",
            headers: ["Cache-Control", HeaderNamesOfOurs.CatalogPosition])
        .Refuses(ProblemKind.BadBody, ProblemKind.Invalid);

    private static async Task<Results<OperatorAnswer, Refusal>> InvalidateAsync(HttpContext http, ICache cache, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var json = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken);
        if (json.Refusal is not null) return json.Refusal;
        var body = new QueryBody(json.Body, "tags", "pattern", "event");
        foreach (var other in new[] { "pattern", "event" })
            if (body.Has(other)) body.Refuse("/" + other, "unsupported", Supported);
        var tags = body.Texts("tags", MaxLength).Distinct(StringComparer.Ordinal).ToArray();
        if (body.CountOf("tags") is 0 or > MaxTags) body.Refuse("/tags", "out-of-range", $"Expected 1 to {MaxTags} tags. {Supported}");
        if (body.Refusal is not null) return body.Refusal;
        var position = await cache.WriteAsync(AppendAsync(database, tags, cancellationToken));
        http.Response.Headers[HeaderNamesOfOurs.CatalogPosition] = position;
        return OperatorAnswer.Of(new(true, tags.Length), OperationsJson.Instance.InvalidateAnswer);
    }

    private static async ValueTask<string> AppendAsync(NpgsqlDataSource database, string[] tags, CancellationToken cancellationToken)
    {
        // One statement, so one transaction: the position is that of the row.
        await using var command = database.CreateCommand("select journal.position() from journal.append($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tags });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>How many different tags were ended.</summary>
internal sealed record InvalidateAnswer(bool Success, int InvalidatedCount);
