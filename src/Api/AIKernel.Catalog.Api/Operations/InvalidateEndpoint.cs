using AIKernel.Caching;
using AIKernel.Caching.Strategies;
using AIKernel.Catalog.Api.Contract;
using AIKernel.Catalog.Api.Hosting;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Api.Keyed;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace AIKernel.Catalog.Api.Operations;

/// <summary>
/// Ends what an operator names. What is cached of the catalog ends on every node and in Redis by a row in the journal, as a
/// change of it would have written: entries are judged when they are read, so nothing has to be found or counted now. Keyed
/// values end in the database, and are counted.
/// </summary>
internal static class InvalidateEndpoint
{
    private const int MaxTags = 1_000;
    private const int MaxLength = 512;

    public static void MapInvalidate(this RouteGroupBuilder operations) => operations.MapPost("/invalidate", InvalidateAsync).Named("invalidate", "End what is cached and carries a tag, and keyed values by tag, pattern or event")
        .NeedsDatabase().AddEndpointFilter<KeyedFaults>().TakesBody("Invalidate", RequestTypes.Json, "What is to end.")
        .Answers(200, "It is in the journal. This node serves nothing of it any more; another does not once it has seen this position.", "InvalidateResult",
            headers: ["Cache-Control", HeaderNamesOfOurs.CatalogPosition])
        .Refuses(ProblemKind.BadBody, ProblemKind.Invalid, ProblemKind.WriteBehindUnavailable);

    private static async Task<Results<OperatorAnswer, Refusal>> InvalidateAsync(HttpContext http, ICache cache, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var json = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken);
        if (json.Refusal is not null) return json.Refusal;
        var body = new QueryBody(json.Body, "tags", "pattern", "event");
        var tags = body.Texts("tags", MaxLength).Distinct(StringComparer.Ordinal).ToArray();
        var (pattern, name) = (OneText(body, "pattern"), OneText(body, "event"));
        if (body.CountOf("tags") > MaxTags) body.Refuse("/tags", "out-of-range", $"At most {MaxTags} tags.");
        if (body.Refusal is null && tags.Length == 0 && pattern is null && name is null)
            body.Refuse("", FaultCodes.Required, "Expected tags (of keyed values or, as the journal has them, resource:{id}, ref:{reference}, kind:{kind}, resources, edges, resources:*), a pattern of keys, or an event.");
        if (body.Refusal is not null) return body.Refusal;
        // No keyed value has a tag that is longer.
        string[] ofValues = [.. tags.Where(KeyedLimits.IsName)];
        var ended = ofValues.Length == 0 && pattern is null && name is null ? 0
            : await http.Cache().InvalidateAsync(new() { Tags = ofValues, Pattern = pattern, Event = name }, cancellationToken);
        http.Response.Headers[HeaderNamesOfOurs.CatalogPosition] = await cache.WriteAsync(AppendAsync(database, tags, cancellationToken));
        return OperatorAnswer.Of(new(true, ended, tags.Length), OperationsJson.Instance.InvalidateAnswer);
    }

    private static string? OneText(QueryBody body, string member)
    {
        var text = body.Text(member);
        if (text is { Length: 0 or > KeyedLimits.MaxKeyLength }) body.Refuse("/" + member, "out-of-range", $"Expected 1 to {KeyedLimits.MaxKeyLength} characters.");
        else if (text is not null && !KeyedLimits.IsName(text)) body.Refuse("/" + member, FaultCodes.ControlCharacter, "It holds a character that it must not hold.");
        return text;
    }

    private static async ValueTask<string> AppendAsync(NpgsqlDataSource database, string[] tags, CancellationToken cancellationToken)
    {
        // One statement, so one transaction: the position is that of the row.
        await using var command = database.CreateCommand("select journal.position() from journal.append($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tags });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>How many keyed values ended, and how many tags were journalled for what is cached of the catalog.</summary>
internal sealed record InvalidateAnswer(bool Success, long InvalidatedCount, int JournalledTags);
