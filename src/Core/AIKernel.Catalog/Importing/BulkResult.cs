using System.Text.Json.Serialization;

namespace AIKernel.Catalog.Importing;

/// <summary>The answer to one line, as it is sent. Members that are null are left out.</summary>
internal sealed record BulkResult(int Line, BulkStatus Status, string? Type, string? Ref, Guid? Id = null, string? Code = null, string? Detail = null)
{
    public const string Resource = "resource";
    public const string Relationship = "relationship";
}

/// <summary>The last line of an answer.</summary>
internal sealed record BulkSummaryLine(BulkSummary Summary);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(BulkStatusConverter)])]
[JsonSerializable(typeof(BulkResult))]
[JsonSerializable(typeof(BulkSummaryLine))]
internal sealed partial class BulkJson : JsonSerializerContext;

internal sealed class BulkStatusConverter() : JsonStringEnumConverter<BulkStatus>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
